import type { GrowthAnswer } from '@fieldlapse/dashboards-server';
import { useTexts } from '../../text/language.ts';
import { accuracyLines, unseenAccuracy } from './accuracy.ts';

/** What measured, in which version, and how far it is to be believed here. */
export function MethodNote({ method }: { method: GrowthAnswer['method'] }) {
  const { text, format, language } = useTexts();
  const unseen = unseenAccuracy(method.accuracy);
  const lines = unseen ? [] : accuracyLines(method.accuracy);
  return (
    <div class="growth-method">
      <p>
        {text.growthMeasuredBy(method.title[language], method.method)}
        {method.experimental && <span class="mark">{text.growthExperimental}</span>}
        {!method.validated && <span class="mark">{text.growthNotValidated}</span>}
      </p>
      {unseen && (
        <p>
          {text.growthUnseen(
            format.number(unseen.iou, 2),
            format.number(unseen.errorMean, 1),
            format.number(unseen.errorMax, 1),
            format.number(unseen.photos),
          )}
        </p>
      )}
      {(lines.length > 0 || method.attribution !== null) && (
        <details>
          <summary>{lines.length > 0 ? text.growthAccuracy : text.growthSource}</summary>
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
