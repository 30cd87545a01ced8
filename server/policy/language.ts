/** Languages in which the connector has its own texts; a policy file may add texts in any other. */
export const LANGUAGES = ['en', 'de', 'fr', 'es'] as const
/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number]
/** What is said in each of the connector's own languages. */
export type Texts = Readonly<Record<Language, string>>

/**
 * What is said in that language, or in English where it is none of ours.
 * @param language Such as `de`; `de-AT` is German to us.
 */
export function textIn<Text>(language: string, texts: { readonly [Key in Language]: Text }): Text {
  const known = LANGUAGES.find((each) => each === withoutRegion(language))
  return texts[known ?? 'en']
}

/** The `de` of `de-AT`. */
export function withoutRegion(language: string): string {
  return language.slice(0, 2)
}
