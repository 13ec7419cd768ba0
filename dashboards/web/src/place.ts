import { useEffect, useState } from 'preact/hooks';
import { isSpan } from './film/spans/span.ts';

/** What may stand in a place instead of a film's span: two films side by side, two pictures one over the other. */
const views = ['compare', 'before-after'] as const;

/** What the page shows, kept in the address (`#site/camera/span`), so that it can be sent to somebody. */
export interface Place {
  readonly site?: string | undefined;
  readonly camera?: string | undefined;
  /** A span of the film, or one of {@link views}. */
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
    span: span !== undefined && (isSpan(span) || views.some((view) => view === span)) ? span : undefined,
  };
}
