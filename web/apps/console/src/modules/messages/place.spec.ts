import { expect, it } from 'vitest'
import { messagePlace } from './place'

it('leads to the record in its project', () => {
  expect(messagePlace({ link: '/work-orders/12', project_id: 3 })).toBe('/p/3/work-orders?open=12')
  expect(messagePlace({ link: '/projects/3/imports/9', project_id: 3 })).toBe('/p/3/imports?open=9')
  expect(messagePlace({ link: '', project_id: 3 })).toBeNull()
})
