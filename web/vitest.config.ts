import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@console': fileURLToPath(new URL('./apps/console/src', import.meta.url)) } },
  test: {
    environment: 'jsdom',
    include: ['packages/*/src/**/*.spec.ts', 'apps/*/src/**/*.spec.ts'],
    env: { TZ: 'Asia/Shanghai' },
    server: { deps: { inline: ['element-plus'] } },
    css: false,
    setupFiles: ['packages/ui/src/testing/browser-parts.ts'],
  },
})
