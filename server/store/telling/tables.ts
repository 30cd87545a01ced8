/** Of what people were told. */
export interface TellingTables {
  told: ToldTable
}

/** What people were told once, where nothing else says so: a digest, a second reminder. */
export interface ToldTable {
  id: string
  at: number
}
