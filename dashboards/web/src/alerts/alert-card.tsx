import type { AlertAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../icon.tsx';
import { useTexts } from '../text/language.ts';
import { AlertDetails } from './details/alert-details.tsx';
import { careWords, placeWords } from './alert-words.ts';

interface AlertCardProps {
  readonly alert: AlertAnswer;
  readonly opened: boolean;
}

/** What happens, since when, what to do and how sure that is; opened also why, and who takes it on. */
export function AlertCard({ alert, opened }: AlertCardProps) {
  const { text, format } = useTexts();
  const [open, setOpen] = useState(opened);
  useEffect(() => {
    if (opened) setOpen(true);
  }, [opened]);
  const { severity, state, texts, unverified, acknowledged, snoozed } = alert;
  const isOver = state !== 'standing';
  const isCared = acknowledged !== null || snoozed !== null;
  const classes = ['alert', severity, isOver && 'over', isCared && 'cared', open && 'open'].filter(Boolean).join(' ');
  const care = careWords(alert, text, format);
  return (
    <article class={classes}>
      <h3>
        <Icon name={severity} />
        <span>
          <span class="severity">
            {state === 'withdrawn' ? text.alertWithdrawn : isOver ? text.alertOver : texts.severity}
          </span>{' '}
          {texts.title}
        </span>
      </h3>
      {!isOver && <p>{texts.what}</p>}
      {!isOver && (
        <p class="todo">
          <strong>{text.alertTodo}</strong> {texts.todo}
        </p>
      )}
      <p class="where">{placeWords(texts)}</p>
      {texts.blind !== null && !isOver && <p class="doubt">{texts.blind}</p>}
      {unverified && !isOver && <p class="doubt">{text.alertUnverified}</p>}
      {care !== undefined && <p class="care">{care}</p>}
      <button type="button" class="plain" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? text.alertLess : isOver ? text.alertWhy : text.alertMore}
      </button>
      {open && <AlertDetails alert={alert} />}
    </article>
  );
}
