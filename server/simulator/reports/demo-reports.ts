import type { Day } from '../../report/expense-report.ts'
import { businessMeal, costCentre, EXPENSE_TYPES, hotel, lunch } from './demo-entries.ts'
import { daysBefore, draftAttendee, draftEntry, draftItemization, draftReport } from './draft-report.ts'
import type { ReportDraft } from './report-draft.ts'

/** One of the reports for demonstrations. */
export interface DemoReport {
  /** Names it on the command line, such as `hotel-without-receipt`. */
  readonly kind: string
  /** One line for people. */
  readonly description: string
  /** A new report, with keys of its own. @param today The day on which it will be submitted. */
  readonly draft: (today: Day) => ReportDraft
}

const PORTLAND = { name: 'Portland', subdivision: 'OR', country: 'US' }
const DENVER = { name: 'Denver', subdivision: 'CO', country: 'US' }

/** Varied reports of fictional people: three of them clean, each of the others with one thing to find or to wait for. */
export const DEMO_REPORTS: readonly DemoReport[] = [
  {
    kind: 'clean-lunch-and-taxi',
    description: 'A lunch and a taxi ride, nothing wrong',
    draft: (today) =>
      draftReport(today, {
        name: 'Visit to Contoso',
        purpose: 'Workshop on the new contract',
        employee: { loginId: 'juergen.mueller@example.com', name: 'Müller, Jürgen' },
        entries: [lunch(today, '16.80'), draftEntry(today)],
      }),
  },
  {
    kind: 'hotel-without-receipt',
    description: 'A hotel bill of 240.00 USD without its receipt',
    draft: (today) =>
      draftReport(today, {
        name: 'Two days in Portland',
        employee: { loginId: 'siobhan.obrien@example.com', name: "O'Brien, Siobhán" },
        entries: [
          draftEntry(today, { location: PORTLAND }),
          hotel(today, { transactionAmount: '240.00', receiptImageId: '', location: PORTLAND }),
        ],
      }),
  },
  {
    kind: 'meal-without-attendees',
    description: 'A business meal of 96.40 USD that names no attendees',
    draft: (today) =>
      draftReport(today, {
        name: 'Dinner with a supplier',
        purpose: 'Terms for next year',
        employee: { loginId: 'zofia.nowak@example.com', name: 'Nowak, Zofia' },
        entries: [businessMeal(today, '96.40')],
      }),
  },
  {
    kind: 'taxi-twice',
    description: 'The same taxi ride entered twice',
    draft: (today) => {
      const ride = { transactionAmount: '42.70', vendor: 'City Taxi', businessPurpose: 'Airport to hotel' }
      return draftReport(today, {
        name: 'Trade fair',
        purpose: 'Visit to the trade fair',
        employee: { loginId: 'maria.garcia@example.com', name: 'García López, María' },
        entries: [draftEntry(today, ride), lunch(today, '14.20'), draftEntry(today, ride)],
      })
    },
  },
  {
    kind: 'entry-too-old',
    description: 'A parking fee from 200 days ago',
    draft: (today) =>
      draftReport(today, {
        name: 'Found in the glove box',
        purpose: 'Parking at clients',
        employee: { loginId: 'asa.angstrom@example.com', name: 'Ångström, Åsa' },
        entries: [
          draftEntry(today, {
            expenseType: EXPENSE_TYPES.parking,
            transactionAmount: '22.00',
            transactionDate: daysBefore(today, 200),
            vendor: 'Saf-T-Park',
            businessPurpose: 'Parking at the client',
          }),
        ],
      }),
  },
  {
    kind: 'date-in-the-future',
    description: 'A train ticket dated five days from now',
    draft: (today) =>
      draftReport(today, {
        name: 'Trip to the plant',
        purpose: 'Audit of the plant',
        employee: { loginId: 'luca.dangelo@example.com', name: "D'Angelo, Luca" },
        entries: [
          draftEntry(today, {
            expenseType: EXPENSE_TYPES.train,
            transactionAmount: '38.00',
            transactionDate: daysBefore(today, -5),
            vendor: 'Amtrak',
            businessPurpose: 'Ride to the plant',
          }),
        ],
      }),
  },
  {
    kind: 'personal-still-claimed',
    description: 'A personal dinner that is still among the claimed amounts',
    draft: (today) =>
      draftReport(today, {
        name: 'Week in Denver',
        purpose: 'Training of the new team',
        employee: { loginId: 'hoa.nguyen@example.com', name: 'Nguyễn, Thị Hoa' },
        totals: {
          personalExpenses: '0',
          amountDueEmployee: '65.40',
          totalClaimed: '65.40',
          totalApproved: '65.40',
        },
        entries: [
          draftEntry(today, { transactionAmount: '21.90', location: DENVER }),
          draftEntry(today, {
            expenseType: EXPENSE_TYPES.dinner,
            spendCategory: 'Meals and Entertainment',
            transactionAmount: '43.50',
            vendor: 'Blue Agave',
            location: DENVER,
            businessPurpose: 'Dinner with family',
            isPersonal: true,
          }),
        ],
      }),
  },
  {
    kind: 'allocations-at-90',
    description: 'Allocations that cover 90 % of an entry',
    draft: (today) =>
      draftReport(today, {
        name: 'Supplies for two projects',
        purpose: 'Material for the workshops',
        employee: { loginId: 'alex.smith-jones@example.com', name: 'Smith-Jones, Alex' },
        entries: [
          draftEntry(today, {
            expenseType: EXPENSE_TYPES.officeSupplies,
            spendCategory: 'Office',
            transactionAmount: '48.00',
            vendor: 'Paper & Co.',
            businessPurpose: 'Flip charts',
            allocations: [costCentre('(100) Sales', '60'), costCentre('(200) Service', '30')],
          }),
        ],
      }),
  },
  {
    kind: 'itemizations-do-not-sum',
    description: 'A hotel bill of 212.00 USD itemized to 200.00 USD',
    draft: (today) =>
      draftReport(today, {
        name: 'Night in Chicago',
        purpose: 'Contract negotiation',
        employee: { loginId: 'yuki.tanaka@example.com', name: 'Tanaka, Yuki' },
        entries: [
          hotel(today, {
            transactionAmount: '212.00',
            location: { name: 'Chicago', subdivision: 'IL', country: 'US' },
            itemizations: [
              draftItemization(today, { expenseType: EXPENSE_TYPES.hotel, transactionAmount: '180.00' }),
              draftItemization(today, { expenseType: EXPENSE_TYPES.roomTax, transactionAmount: '20.00' }),
            ],
          }),
        ],
      }),
  },
  {
    kind: 'hotel-above-cap',
    description: 'A hotel bill of 1,950.00 USD',
    draft: (today) =>
      draftReport(today, {
        name: 'Board meeting',
        purpose: 'Quarterly board meeting',
        employee: { loginId: 'deniz.celik@example.com', name: 'Çelik, Deniz' },
        statusAfterApproval: 'A_PEND',
        entries: [hotel(today, { transactionAmount: '1950.00', vendor: 'Grand Hotel' }), draftEntry(today)],
      }),
  },
  {
    kind: 'purpose-missing',
    description: 'Neither the report nor its entries say what it was for',
    draft: (today) =>
      draftReport(today, {
        name: 'Misc',
        purpose: '',
        employee: { loginId: 'chidi.okafor@example.com', name: 'Okafor, Chidi' },
        entries: [
          draftEntry(today, { businessPurpose: '', transactionAmount: '33.10' }),
          { ...lunch(today, '12.60'), businessPurpose: '' },
        ],
      }),
  },
  {
    kind: 'clean-eur-hotel',
    description: 'A report in EUR: an itemized hotel bill shared by two cost centres, a meal with guests',
    draft: cleanEurHotel,
  },
  {
    kind: 'currency-without-limits',
    description: 'A taxi in ISK, for which the example policy has no limits: a person has to look',
    draft: (today) =>
      draftReport(today, {
        name: 'Geothermal site visit',
        purpose: 'Site visit',
        currency: 'ISK',
        employee: { loginId: 'sigrun.jonsdottir@example.com', name: 'Jónsdóttir, Sigrún' },
        entries: [
          draftEntry(today, {
            postedAmount: '6500',
            transactionAmount: '6500',
            currencyName: 'Krona',
            location: { name: 'Reykjavík', subdivision: '', country: 'IS' },
          }),
        ],
      }),
  },
  {
    kind: 'gift-cards',
    description: 'Gift cards for a team: a person decides',
    draft: (today) =>
      draftReport(today, {
        name: 'End of the project',
        purpose: 'Thanks to the team',
        employee: { loginId: 'priya.raman@example.com', name: 'Raman, Priya' },
        entries: [
          draftEntry(today, {
            expenseType: EXPENSE_TYPES.officeSupplies,
            spendCategory: 'Office',
            transactionAmount: '180.00',
            vendor: 'Book Corner',
            businessPurpose: 'Six gift cards of 30 USD',
          }),
          lunch(today, '17.90'),
        ],
      }),
  },
  {
    kind: 'gift-and-late-ride',
    description:
      'A gift to a client in EUR, and a ride that is half a year old: two things for a person to judge',
    draft: (today) =>
      draftReport(today, {
        name: 'Visit to Lyon',
        purpose: 'Signing of the contract',
        currency: 'EUR',
        employee: { loginId: 'noel.dupont@example.com', name: 'Dupont, Noël' },
        entries: [
          draftEntry(today, {
            expenseType: EXPENSE_TYPES.officeSupplies,
            spendCategory: 'Office',
            transactionAmount: '64.00',
            currencyName: 'Euro',
            vendor: 'Maison Blanc',
            businessPurpose: 'Gift for the hosts',
            location: { name: 'Lyon', subdivision: '', country: 'FR' },
          }),
          draftEntry(today, {
            transactionAmount: '21.50',
            transactionDate: daysBefore(today, 200),
            currencyName: 'Euro',
            businessPurpose: 'Ride to the first meeting',
            location: { name: 'Lyon', subdivision: '', country: 'FR' },
          }),
        ],
      }),
  },
  {
    kind: 'entries-late',
    description: 'Two entries that are not there when the report is first read: it is read again',
    draft: (today) =>
      draftReport(today, {
        name: 'Site inspection',
        purpose: 'Inspection of the new site',
        employee: { loginId: 'amina.diallo@example.com', name: 'Diallo, Amina' },
        entries: [lunch(today, '15.30'), draftEntry(today, { transactionAmount: '27.40' })],
        trouble: { entries: { shape: 'nil', times: 1 } },
      }),
  },
  {
    kind: 'entries-missing',
    description: 'A total of 792.72 USD, and no entry ever comes: a person has to look',
    draft: (today) =>
      draftReport(today, {
        name: 'Week in Boston',
        purpose: 'Audit of the subsidiary',
        employee: { loginId: 'henrik.lund@example.com', name: 'Lund, Henrik' },
        entries: [
          hotel(today, { transactionAmount: '700.00' }),
          draftEntry(today, { transactionAmount: '92.72' }),
        ],
        trouble: { entries: { shape: 'nil' } },
      }),
  },
  {
    kind: 'clean-conference',
    description: 'Forty small entries of a ten-day conference, nothing wrong',
    draft: cleanConference,
  },
]

function cleanEurHotel(today: Day): ReportDraft {
  const euros = { currencyName: 'Euro', location: { name: 'Brno', subdivision: '', country: 'CZ' } }
  return draftReport(today, {
    name: 'Kundentermin Brünn',
    purpose: 'Acceptance test at the client',
    employee: { loginId: 'tomas.dvorak@example.com', name: 'Dvořák, Tomáš' },
    currency: 'EUR',
    entries: [
      hotel(today, {
        ...euros,
        transactionAmount: '118.00',
        vendor: 'Hotel Špilberk',
        hasVat: true,
        itemizations: [
          draftItemization(today, {
            expenseType: EXPENSE_TYPES.hotel,
            transactionAmount: '104.00',
            allocations: [costCentre('(310) Projekte', '50'), costCentre('(320) Vertrieb', '50')],
          }),
          draftItemization(today, { expenseType: EXPENSE_TYPES.breakfast, transactionAmount: '14.00' }),
        ],
      }),
      draftEntry(today, {
        transactionAmount: '350.00',
        exchangeRate: '0.04',
        currencyName: 'Koruna, Czech Republic',
        location: euros.location,
      }),
      {
        ...businessMeal(today, '46.00'),
        ...euros,
        attendees: [
          draftAttendee({ type: 'SYSEMP', firstName: 'Tomáš', lastName: 'Dvořák', company: '', title: '' }),
          draftAttendee({ firstName: 'Renée', lastName: 'Lefèvre', title: 'Buyer' }),
        ],
      },
    ],
  })
}

/** Four entries on each of ten days, no two of the same amount. */
function cleanConference(today: Day): ReportDraft {
  const days = Array.from({ length: 10 }, (_, index) => ({
    transactionDate: daysBefore(today, 10 - index),
    cents: String(index).padStart(2, '0'),
  }))
  return draftReport(today, {
    name: 'Developer conference',
    purpose: 'Talks and workshops',
    employee: { loginId: 'chris.miller@example.com', name: 'Miller, Chris' },
    entries: days.flatMap(({ transactionDate, cents }) => [
      draftEntry(today, {
        transactionDate,
        transactionAmount: `11.${cents}`,
        businessPurpose: 'Hotel to venue',
      }),
      { ...lunch(today, `13.${cents}`), transactionDate },
      {
        ...lunch(today, `17.${cents}`),
        transactionDate,
        expenseType: EXPENSE_TYPES.dinner,
        vendor: 'Noodle House',
      },
      draftEntry(today, {
        transactionDate,
        transactionAmount: `12.${cents}`,
        businessPurpose: 'Venue to hotel',
      }),
    ]),
  })
}
