/** The sentences of one language, nested by their keys. */
export interface Words {
  [key: string]: string | Words
}
