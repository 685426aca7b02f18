const KEY = 'manyhold.shared-device'

/** Whether this browser is a shared device: then nobody is asked for a password, but whose turn it is. The right to it is a cookie that scripts cannot read. */
export const isSharedDevice = (): boolean => localStorage.getItem(KEY) !== null
export const becomeSharedDevice = (): void => localStorage.setItem(KEY, '1')
export const ceaseSharedDevice = (): void => localStorage.removeItem(KEY)
