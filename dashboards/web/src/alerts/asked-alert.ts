import { useEffect, useState } from 'preact/hooks';

const alertId = /^[A-Za-z0-9_-]{1,64}$/;

/** The alert that a message asks for (`?alert=…`, or from the service worker of an open page), and how to forget it. */
export function useAskedAlert(): [string | undefined, () => void] {
  const [asked, setAsked] = useState(() => parsed(new URLSearchParams(location.search).get('alert')));
  useEffect(() => {
    const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
    const told = ({ data: message }: MessageEvent<{ alert?: unknown } | null>) => {
      const alert = parsed(message?.alert);
      if (alert !== undefined) setAsked(alert);
    };
    workers?.addEventListener('message', told);
    return () => workers?.removeEventListener('message', told);
  }, []);
  const forget = () => {
    setAsked(undefined);
    history.replaceState(null, '', location.pathname + location.hash);
  };
  return [asked, forget];
}

function parsed(id: unknown): string | undefined {
  return typeof id === 'string' && alertId.test(id) ? id : undefined;
}
