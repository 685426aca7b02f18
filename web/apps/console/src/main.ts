import '@manyhold/ui/theme'
import { startConsole } from './start'

startConsole()
