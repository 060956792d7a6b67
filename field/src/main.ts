import { createApp } from 'vue'
import 'pankti-fonts/fonts.css'

import App from './App.vue'
import './app.css'
import { start } from './screens/session'
import { watchForUpdates } from './update'

createApp(App).mount('#app')
void start()
if (import.meta.env.PROD) void watchForUpdates()
