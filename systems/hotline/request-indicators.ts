/** The counts behind the three rates. What is counted, by which day and why: docs/decisions/0030-rates.md. */
export const requestIndicators = {
  dispatched: { label: '派单', share: { all: [{ started: 'response' }], on: 'dispatch' } },
  response: {
    label: '响应率',
    share: {
      all: [{ metOnTime: 'response' }],
      not: [
        { field: 'excluded', is: ['*'] },
        { field: 'contacted', is: ['no'] },
      ],
      on: 'dispatch',
    },
    of: { all: [{ started: 'response' }], not: [{ field: 'excluded', is: ['*'] }], on: 'dispatch' },
  },
  resolution: {
    label: '解决率',
    share: {
      all: [{ started: 'response' }, { field: 'solved', is: ['yes'] }],
      not: [{ field: 'excluded', is: ['*'] }],
      on: 'dispatch',
    },
    of: {
      all: [{ started: 'response' }, { field: 'solved', is: ['yes', 'partly', 'no'] }],
      not: [{ field: 'excluded', is: ['*'] }],
      on: 'dispatch',
    },
  },
  satisfaction: {
    label: '满意率',
    share: {
      all: [{ started: 'response' }, { field: 'satisfaction', is: ['5', '4', '3'] }],
      not: [{ field: 'excluded', is: ['*'] }],
      on: 'dispatch',
    },
    of: {
      all: [{ started: 'response' }, { field: 'satisfaction', is: ['5', '4', '3', '2', '1'] }],
      not: [{ field: 'excluded', is: ['*'] }],
      on: 'dispatch',
    },
  },
} as const;
