import { hash } from 'node:crypto'
import { foldCase } from './fold.ts'

/**
 * Names an employee in the history without saying who it is.
 * @param id Their login, or where there is none Concur's id of the user.
 */
export function employeeKeyOf(id: string): string {
  return hash('sha256', JSON.stringify(['employee', foldCase(id)])).slice(0, 32)
}
