import type { PushAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useState } from 'preact/hooks';
import { tellServer, wordsOf } from '../../api/client.ts';
import { useServer } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import { currentSubscription, hindrance, subscribe } from './subscription.ts';

const never = () => false;

/** Lets this phone or computer be told of alerts while the page is closed. */
export function PushOptIn() {
  const { text } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <details class="push" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.pushTitle}</summary>
      {open && <Choice />}
    </details>
  );
}

function Choice() {
  const { text } = useTexts();
  const { value } = useServer<PushAnswer>('api/push', never);
  const why = hindrance();
  if (why) return <p class="calm">{why === 'denied' ? text.pushDenied : text.pushUnable}</p>;
  if (!value) return <p class="loading">{text.loading}</p>;
  if (value.contacts.length === 0) return <p class="calm">{text.pushNobody}</p>;
  return <OptIn push={value} />;
}

function OptIn({ push: { publicKey, contacts } }: { push: PushAnswer }) {
  const { text, language } = useTexts();
  const [contact, setContact] = useState(contacts[0]?.id ?? '');
  const [told, setTold] = useState(false);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    void currentSubscription().then((one) => setTold(one !== undefined));
  }, []);
  const attempt = async (change: () => Promise<boolean>) => {
    setAsking(true);
    setProblem(undefined);
    try {
      setTold(await change());
    } catch (error) {
      setProblem(error instanceof DOMException ? text.pushFailed : wordsOf(error));
    }
    setAsking(false);
  };
  const begin = async () => {
    const subscription = await subscribe(publicKey);
    if (!subscription) return false;
    const { endpoint, keys } = subscription.toJSON();
    await tellServer('api/push/subscriptions', language, { contact, subscription: { endpoint, keys } });
    return true;
  };
  const end = async () => {
    const subscription = await currentSubscription();
    if (!subscription) return false;
    await tellServer('api/push/subscriptions/remove', language, { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
    return false;
  };
  return (
    <>
      <p>{told ? text.pushOn : text.pushHint}</p>
      <div class="answers">
        {!told && contacts.length > 1 && (
          <select aria-label={text.pushFor} value={contact} onChange={(event) => setContact(event.currentTarget.value)}>
            {contacts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <button
          type="button"
          class={told ? '' : 'main'}
          disabled={asking}
          onClick={() => void attempt(told ? end : begin)}
        >
          {told ? text.pushStop : contacts.length > 1 ? text.pushStart : text.pushStartFor(contacts[0]?.name ?? '')}
        </button>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
