import { useEffect, useState } from 'preact/hooks';
import { isSpan } from './film/spans/span.ts';

/** What the page shows, kept in the address (`#site/camera/span`), so that it can be sent to somebody. */
export interface Place {
  readonly site?: string | undefined;
  readonly camera?: string | undefined;
  readonly span?: string | undefined;
}

/** The place in the address, and how to go to another. */
export function usePlace(): [Place, (place: Place) => void] {
  const [place, setPlace] = useState(readPlace);
  useEffect(() => {
    const changed = () => setPlace(readPlace());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return [place, ({ site, camera, span }) => void (location.hash = [site, camera, span].filter(Boolean).join('/'))];
}

function readPlace(): Place {
  const [site, camera, span] = location.hash.slice(1).split('/');
  return {
    site: site || undefined,
    camera,
    span: span !== undefined && isSpan(span) ? span : undefined,
  };
}
