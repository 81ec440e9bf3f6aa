import type { Topic } from './topic.ts'

/** Saved as projections/carts.ts it works; a test does so. */
export const example_projection = `import { defineProjection } from 'eventvcs'

interface Cart { items: string[] }

export default defineProjection<Cart>({
  streams: 'cart-*',
  init: () => ({ items: [] }),
  on: {
    ItemAdded: (cart, { data }) => ({ items: [...cart.items, data.sku] }),
    CartEmptied: (cart) => { cart.items = [] },
    CartErased: () => null,
  },
})`

export const projections: Topic = {
  name: 'projections',
  sections: [
    {
      title: 'DESCRIPTION',
      blocks: [
        'A projection is code: a fold over events that builds a read model, which is documents, each one JSON value under a key. It is a TypeScript or JavaScript module in `projections/` beside `.es`. Nothing is built or registered, and the folder needs no node_modules: `eventvcs` is the `es` that runs.',
        { lines: example_projection },
      ],
    },
    {
      title: 'MEMBERS',
      blocks: [
        [
          { term: 'name', meaning: "the read model's name; the file's when left out" },
          {
            term: 'streams',
            meaning: 'one pattern or a list, in which * stands for any text; every stream when left out',
          },
          {
            term: 'key',
            meaning:
              "a function that says to which document an event belongs: a text, a list of texts, null for none. Or a text: then there is one document. The event's stream when left out",
          },
          {
            term: 'init',
            meaning:
              'makes the state that a document begins with: exact JSON, the same at every call. Each document gets a copy of its own',
          },
          {
            term: 'on',
            meaning:
              'a handler for each type of event. It gets the state and the event (position, stream, version, type, id, time, data, meta), and returns the new state, or changes the one that it got. null removes the document. * handles every type that has no handler',
          },
          {
            term: 'numbers',
            meaning:
              "'text' gives a number that no double holds as a text, digit by digit. When left out, reading such a number fails, and nothing else does",
          },
        ],
      ],
    },
    {
      title: 'WHAT A FOLD MAY DO',
      blocks: [
        'A read model must come out the same at every rebuild, on every machine. So handlers run in a realm of their own, with ECMAScript, structuredClone, and a console that prints to stderr. Timers, the network, files, the process, Math.random, the clock, local time and locales are not there: using one fails and says what to use instead, such as event.time. A date text must be ISO 8601 with Z or an offset, or a bare day. A state must be exact JSON: no getters, hidden members, classes, proxies or holes. Promises are refused. Math.sin and its kind, and how deep calls may go, depend on the version of Node.',
        'The guard is against mistakes, not against hostile code: a projection is code that you run. Files that another user owns, or that others may write, are refused.',
        'A handler that throws stops the fold at that event: exit 7, with the file, the line and the event. What is stored stays as it was.',
      ],
    },
    {
      title: 'STORED OR NOT',
      blocks: [
        'Reading answers for the code as it is now and stores nothing; what the store does not hold is folded in memory. `es rebuild-projection` stores it, so that reading is fast at every position, and `es rebuild-projection --verify` proves it. `es status` says which read models are behind, and which are stale since their code has changed.',
      ],
    },
  ],
  examples: ['es ls carts', 'es cat carts/cart-7', 'es rebuild-projection --all', 'es status'],
}
