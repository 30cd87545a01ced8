import { sql } from 'kysely'
import type { EmployeeYear } from '../../record/employee-year.ts'
import { parseDecimal, sumOf } from '../../report/money.ts'
import type { Database } from '../database.ts'
import { historyKey } from '../personal-data/pseudonyms.ts'

/** The last review of a report. */
interface Last {
  readonly currency: string
  readonly total: string | null
  readonly result: string | null
  readonly is_by_person: number | boolean | null
}

/**
 * What an employee has claimed since a day, in one statement. Reports are found by their expenses, which are indexed by
 * employee: it reads what this one has, however many others there are.
 * @param employeeKey See the function of that name.
 * @param since `YYYY-MM-DD`
 * @param except The id of the report that is looked at.
 */
export async function employeeYear(
  db: Database,
  {
    employeeKey,
    since,
    except,
  }: { readonly employeeKey: string; readonly since: string; readonly except: string },
): Promise<EmployeeYear> {
  const key = await historyKey(db, employeeKey)
  const { rows } = await sql<Last>`
    select review.currency, review.total, review.result,
      exists (select 1 from human_decision d where d.review_id = review.id and d.state = 'carried out') as is_by_person
    from review
    where review.id in (
      select max(e.review_id) from past_expense e
      where e.employee_key = ${key} and e.day >= ${since} and e.report_id <> ${except}
      group by e.report_id)`.execute(db)
  const sums = Map.groupBy(rows, ({ currency }) => currency)
  return {
    reports: rows.length,
    sentBack: rows.filter(({ result }) => result === 'sent back').length,
    decidedByPerson: rows.filter(({ is_by_person }) => Boolean(is_by_person)).length,
    totals: Array.from(sums, ([currency, reports]) => ({
      currency,
      total: sumOf(
        reports.flatMap(({ total }) => (total === null ? [] : (parseDecimal(total) ?? []))),
      ).toFixed(),
    })).toSorted((a, b) => a.currency.localeCompare(b.currency)),
  }
}
