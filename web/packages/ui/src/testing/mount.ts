import { words } from '@manyhold/i18n'
import { mount, type ComponentMountingOptions } from '@vue/test-utils'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'

export function memoryRouter(): Router {
  return createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<div />' } }] })
}

/** Mounts with the product's words and a router in memory. */
export function mountWithWords(component: Component, options: ComponentMountingOptions<unknown> = {}, router: Router = memoryRouter()) {
  return mount(component as never, { attachTo: document.body, ...options, global: { ...options.global, plugins: [words, router, ...(options.global?.plugins ?? [])] } } as never)
}
