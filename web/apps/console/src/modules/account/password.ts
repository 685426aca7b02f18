/** As the server's policy: 8 characters or more, of three of the four kinds. The server judges again, and knows more. */
export function isStrong(password: string): boolean {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length
  return password.length >= 8 && kinds >= 3
}
