import type { Direction } from '../../browse/find-event.ts'

/** What a key asks for that needs the store, or the world outside. */
export type Action =
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'page'; readonly by: number }
  | { readonly kind: 'end'; readonly of: 'first' | 'last' }
  | { readonly kind: 'scroll'; readonly by: number }
  | { readonly kind: 'revision'; readonly text: string }
  | { readonly kind: 'filter'; readonly text: string }
  | { readonly kind: 'find'; readonly direction: Direction }
  | { readonly kind: 'to-tag'; readonly direction: Direction }
  | { readonly kind: 'to-change'; readonly direction: Direction }
  | { readonly kind: 'next-document' }
  | { readonly kind: 'pin' }
  | { readonly kind: 'open-list' }
  | { readonly kind: 'choose' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'follow' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'checkout' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'print' }
  | { readonly kind: 'interrupt' }
