/** WebAuthn speaks in bytes and the API in base64url; browsers of our floor cannot turn one into the other themselves. */
type Json = Record<string, unknown>

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0))
const textOf = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const described = (list: unknown): PublicKeyCredentialDescriptor[] => ((list ?? []) as { id: string; type: 'public-key' }[]).map((one) => ({ type: one.type, id: bytesOf(one.id) }))

/** Passkeys want a name and a safe page: https, or this very machine. */
export const canUsePasskeys = (): boolean => window.isSecureContext && 'PublicKeyCredential' in window && !/^[\d.:[\]]+$/.test(location.hostname)

/** Have the browser make a passkey; null when the person has changed their mind. */
export async function makePasskey(options: Json): Promise<Json | null> {
  const user = options.user as { id: string; name: string; displayName: string }
  const publicKey = { ...options, challenge: bytesOf(String(options.challenge)), user: { ...user, id: bytesOf(user.id) }, excludeCredentials: described(options.excludeCredentials) } as unknown as PublicKeyCredentialCreationOptions
  const made = (await navigator.credentials.create({ publicKey }).catch(cancelled)) as PublicKeyCredential | null
  if (made === null) return null
  const response = made.response as AuthenticatorAttestationResponse
  return { id: made.id, rawId: textOf(made.rawId), type: made.type, response: { clientDataJSON: textOf(response.clientDataJSON), attestationObject: textOf(response.attestationObject) } }
}

/** Have the browser sign with a passkey; null when the person has changed their mind. */
export async function askPasskey(options: Json): Promise<Json | null> {
  const publicKey = { ...options, challenge: bytesOf(String(options.challenge)), allowCredentials: described(options.allowCredentials) } as unknown as PublicKeyCredentialRequestOptions
  const given = (await navigator.credentials.get({ publicKey }).catch(cancelled)) as PublicKeyCredential | null
  if (given === null) return null
  const response = given.response as AuthenticatorAssertionResponse
  return {
    id: given.id, rawId: textOf(given.rawId), type: given.type,
    response: { clientDataJSON: textOf(response.clientDataJSON), authenticatorData: textOf(response.authenticatorData), signature: textOf(response.signature), userHandle: response.userHandle === null ? null : textOf(response.userHandle) },
  }
}

function cancelled(error: unknown): null {
  if (error instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name)) return null
  throw error
}
