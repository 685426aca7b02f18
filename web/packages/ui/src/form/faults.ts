import type { InjectionKey, Ref } from 'vue'

/** Where a field says that what stands in it cannot be read: its form then sends nothing. */
export interface Unread {
  say: (field: symbol, isUnread: boolean) => void
}
export const unreadKey: InjectionKey<Unread> = Symbol('unread')
/** The sentence of a field about itself, which its frame shows before any other. */
export const ownFaultKey: InjectionKey<Ref<string>> = Symbol('own fault')
/** The id that the frame's label points to, for a field that is not given it. */
export const fieldIdKey: InjectionKey<string> = Symbol('field id')
