import { describe, expect, it } from 'vitest'
import { fieldsOf, operationsOf, sample, type OpenApi } from './openapi'

const document: OpenApi = {
  paths: {
    '/api/v1/things': {
      get: {
        operationId: 'list', tags: ['things'], description: 'The things.', 'x-permission': 'things.read', parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer' } }],
        responses: { default: {}, '200': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Page' } } } } },
      },
      post: { operationId: 'add', 'x-permission': 'things.add', requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } }, responses: { '201': {} } },
    },
  },
  components: {
    schemas: {
      Page: { type: 'object', properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } } },
      Thing: { type: 'object', required: ['name', 'inner'], properties: { name: { type: 'string' }, inner: { $ref: '#/components/schemas/Thing' }, note: { anyOf: [{ type: 'string' }, { type: 'null' }] } } },
    },
  },
}

describe('the reference of the API', () => {
  it('finds every operation with its right', () => {
    expect(operationsOf(document).map((one) => [one.method, one.permission])).toEqual([['GET', 'things.read'], ['POST', 'things.add']])
  })

  it('names the fields of a row, not of the page around it', () => {
    expect(fieldsOf(document, operationsOf(document)[0]!.answer).map((one) => [one.name, one.type, one.isRequired])).toEqual([['name', 'string', true], ['inner', 'object', true], ['note', 'string', false]])
  })

  it('comes to an end with a shape that holds itself', () => {
    expect(sample(document, { $ref: '#/components/schemas/Thing' })).toHaveProperty('inner.inner.name', '')
  })
})
