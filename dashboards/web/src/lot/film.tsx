import { sha256, toHex, type LotBundle, type ProofLanguage } from '@fieldlapse/proof';
import { useState } from 'preact/hooks';
import { lotAddress } from './load-record.ts';
import { lotTexts, numberText } from './lot-text.ts';

const hexOf = (digest: string): string => digest.slice(digest.indexOf(';') + 1);
const addressOf = (digest: string): string => `${lotAddress()}/files/${hexOf(digest)}`;

export const pictureOf = ({ attachments }: LotBundle) => attachments.find(({ mediaType }) => mediaType.startsWith('image/')); // prettier-ignore

/** The picture that belongs to the lot, where there is one. */
export function LotPicture({ bundle, alt }: { readonly bundle: LotBundle; readonly alt: string }) {
  const picture = pictureOf(bundle);
  return picture ? <img class="picture" src={addressOf(picture.digest)} alt={alt} loading="lazy" /> : null;
}

/** The film, loaded when it is asked for; on request every byte is hashed and compared with what the record names. */
export function LotFilm({ bundle, language }: { readonly bundle: LotBundle; readonly language: ProofLanguage }) {
  const text = lotTexts[language];
  const film = bundle.attachments.find(({ mediaType }) => mediaType.startsWith('video/'));
  const [isPlaying, setPlaying] = useState(false);
  const [state, setState] = useState<'unchecked' | 'checking' | 'intact' | 'changed' | 'gone'>('unchecked');
  if (!film) return null;
  const address = addressOf(film.digest);
  const check = async () => {
    setState('checking');
    const answer = await fetch(address).catch(() => undefined);
    if (!answer?.ok || !answer.body) return setState('gone');
    const hash = sha256.create();
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) hash.update(part.value);
    return setState(toHex(hash.digest()) === hexOf(film.digest) ? 'intact' : 'changed');
  };
  return (
    <section aria-labelledby="film" class="film">
      <h2 id="film">{text.film}</h2>
      {isPlaying ? (
        <video src={address} controls autoplay playsinline onError={() => setState('gone')} />
      ) : (
        <button type="button" onClick={() => setPlaying(true)}>
          ▶ {text.play}
        </button>
      )}
      <p class="note">{text.filmNote(numberText(film.bytes / 1e6, language))}</p>
      <button type="button" class="quiet" disabled={state === 'checking'} onClick={() => void check()}>
        {text.checkFilm}
      </button>
      {state === 'intact' && <p class="ok">✓ {text.filmIntact}</p>}
      {state === 'changed' && <p class="fault">✕ {text.filmChanged}</p>}
      {state === 'gone' && <p class="fault">{text.filmGone}</p>}
    </section>
  );
}
