import type { GrowthAnswer } from '@fieldlapse/dashboards-server';
import { useTexts } from '../../text/language.ts';
import { accuracyLines } from './accuracy.ts';

/** What measured, in which version, and how far it is to be believed here. */
export function MethodNote({ method }: { method: GrowthAnswer['method'] }) {
  const { text, language } = useTexts();
  const lines = accuracyLines(method.accuracy);
  return (
    <div class="growth-method">
      <p>
        {text.growthMeasuredBy(method.title[language], method.method)}
        {method.experimental && <span class="mark">{text.growthExperimental}</span>}
        {!method.validated && <span class="mark">{text.growthNotValidated}</span>}
      </p>
      {(lines.length > 0 || method.attribution !== null) && (
        <details>
          <summary>{text.growthAccuracy}</summary>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {method.attribution !== null && (
            <p>
              {method.attribution} {method.licence !== null && `(${method.licence})`}
            </p>
          )}
        </details>
      )}
    </div>
  );
}
