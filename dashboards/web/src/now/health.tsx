import type { HealthAnswer } from '@fieldlapse/dashboards-server';
import { useServer } from '../api/use-server.ts';
import { Icon } from '../icon.tsx';
import { useTexts } from '../text/language.ts';

/** What the server itself needs attention for: a full disk, a missing ffmpeg. Nothing where all is well. */
export function Health() {
  const { text } = useTexts();
  const { value } = useServer<HealthAnswer>('api/health', ({ kind }) => kind === 'time' || kind === 'alert');
  if (!value || value.problems.length === 0) return null;
  return (
    <section class="banner" role="alert" aria-label={text.attention}>
      {value.problems.map(({ code, title, detail }) => (
        <div key={code}>
          <strong>
            <Icon name="warning" />
            {title}
          </strong>
          <span>{detail}</span>
        </div>
      ))}
    </section>
  );
}
