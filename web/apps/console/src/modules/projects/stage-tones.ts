import type { Tone } from '@manyhold/ui'

export const STAGE_TONES: Record<string, Tone> = { won: 'neutral', preparing: 'running', in_service: 'steady', leaving: 'waiting', left: 'off' }
