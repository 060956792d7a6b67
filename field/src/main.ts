import { createApp } from 'vue'

import App from './App.vue'
import 'pankti-fonts/fonts.css'

createApp(App).mount('#app')
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/app/sw.js', { scope: '/app/' })
