import { daysBetween } from '../facts/days.ts'
import { requestObject } from '../facts/request-parts.ts'
import { count } from '../file/parameters.ts'
import { defineRequestRule, judged, notEvaluated } from '../rule.ts'

export const requestLeadTime = defineRequestRule({
  type: 'request-lead-time',
  summary: 'The request was submitted too few days before the trip begins; below zero it has begun already.',
  fields: ['SubmitDate', 'StartDate'],
  example: 'rule: request-lead-time\nseverity: error\ndays: 14',
  message: {
    en: '{object}: days from the submission to the beginning of the trip: {observed}; needed: {limit}.',
    de: '{object}: Tage von der Einreichung bis zum Beginn der Reise: {observed}; nötig: {limit}.',
    fr: '{object} : jours entre la soumission et le début du voyage : {observed} ; requis : {limit}.',
    es: '{object}: días entre el envío y el inicio del viaje: {observed}; necesarios: {limit}.',
  },
  parameters: {
    days: count.describe('How many days before its first day a trip has to be submitted.'),
  },
  *check(request, { days }) {
    const { submittedAt, startDate } = request
    const lead =
      submittedAt === undefined || startDate === undefined ? undefined : daysBetween(submittedAt, startDate)
    if (lead === undefined) {
      yield notEvaluated(`the request has no ${startDate === undefined ? 'start' : 'submission'} date`)
      return
    }
    yield judged(lead < days, requestObject(request), String(lead), String(days))
  },
})
