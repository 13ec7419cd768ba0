// Shows alerts that arrive while the page is closed. It caches nothing: a farm is only ever shown as the server knows it.

self.addEventListener('push', (event) => {
  const message = event.data?.json();
  if (message?.v !== 1) return;
  const { title, body, tag, silent, severity, alert } = message;
  // The same tag takes the place of what it said before, with sound only where that is news.
  const options = { body, tag, silent, renotify: !silent, requireInteraction: severity === 'urgent' && !silent };
  event.waitUntil(self.registration.showNotification(title, { ...options, icon: 'icon.svg', data: { alert } }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openAlert(event.notification.data?.alert ?? null));
});

/** Leads an open page to the alert, or opens one. */
async function openAlert(alert) {
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!page) return self.clients.openWindow(alert === null ? './' : `./?alert=${encodeURIComponent(alert)}`);
  page.postMessage({ alert });
  return page.focus();
}
