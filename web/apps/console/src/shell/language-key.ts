/** Where this device remembers the language. */
export const LANGUAGE_KEY = 'manyhold.language'
