import { verifyBundle, verifyProof, type ProofLanguage, type Verification } from '@fieldlapse/proof';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { DropZone } from './drop-zone.tsx';
import { readCode, readPolicy, takeFiles, type Given } from './given.ts';
import { PolicyPanel } from './policy-panel.tsx';
import { Result } from './result.tsx';
import { firstLanguage, texts } from './text.ts';

interface Done {
  readonly verification: Verification;
  readonly tookMs: number;
}

/** The page: what is to be checked, whom to trust, what came of it. Each change checks anew. */
export function Verifier({ pinned }: { readonly pinned: string }) {
  const [language, setLanguage] = useState<ProofLanguage>(firstLanguage);
  const [given, setGiven] = useState<Given>({ files: [] });
  const [policyText, setPolicyText] = useState(pinned);
  const [codeText, setCodeText] = useState('');
  const text = texts[language];
  const policy = useMemo(() => readPolicy(policyText), [policyText]);
  const code = useMemo(() => readCode(codeText), [codeText]);
  const done = useMemo(() => check(given, policy, code), [given, policy, code]);
  useEffect(() => void (document.documentElement.lang = language), [language]);

  return (
    <main>
      <header>
        <h1>{text.title}</h1>
        <button
          type="button"
          lang={language === 'vi' ? 'en' : 'vi'}
          onClick={() => setLanguage(language === 'vi' ? 'en' : 'vi')}
        >
          {language === 'vi' ? 'English' : 'Tiếng Việt'}
        </button>
        <p>{text.lead}</p>
      </header>
      <DropZone
        text={text}
        name={given.record?.name}
        onFiles={(files) => void takeFiles(given, files).then(setGiven)}
      />
      <label class="field">
        <span>{text.qr}</span>
        <input
          value={codeText}
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          placeholder="https://…/01/…/10/…#h=…"
          onInput={({ currentTarget }) => setCodeText(currentTarget.value)}
        />
        <small>{text.qrNote}</small>
      </label>
      {done && <Result done={done} codeFault={code.fault} given={given} language={language} />}
      <PolicyPanel text={text} language={language} policy={policy} isPinned={pinned !== ''} onText={setPolicyText} />
      <footer>
        <p>{text.limit}</p>
      </footer>
    </main>
  );
}

function check(
  { record, files }: Given,
  { trusted }: ReturnType<typeof readPolicy>,
  { code }: ReturnType<typeof readCode>,
): Done | undefined {
  if (!record) return undefined;
  const startedAt = performance.now();
  const trust = trusted && { trusted };
  const verification = record.text.startsWith('c2sp.org/tlog-proof@')
    ? verifyProof(record.text, { ...trust })
    : verifyBundle(record.text, { files, ...trust, ...(code && { code }) });
  return { verification, tookMs: performance.now() - startedAt };
}
