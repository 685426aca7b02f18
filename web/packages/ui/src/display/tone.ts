/** What a state means to the reader; colour follows from it and never stands alone.
 * `done` is for what was just achieved, `steady` for the ordinary state that wants nobody's eye. */
export type Tone = 'urgent' | 'waiting' | 'running' | 'done' | 'steady' | 'neutral' | 'off'
