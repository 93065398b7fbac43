'use client';

import { useRouter } from 'next/navigation';
import type { SyntheticEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { languageName } from '@/components/words';
import { control } from '@/lib/control/door';
import type { Complaint, Trouble } from '@/lib/control/trouble';
import { troubleOf } from '@/lib/control/trouble';
import type { NewSession } from '@/lib/control/types';
import { usePolled } from '@/lib/control/use-polled';
import { Field } from './Field';
import { complaintsAt, complaintsElsewhere, newIdempotencyKey, targetsOf } from './form';
import styles from './NewChannelForm.module.css';

const LOOK_EVERY_MS = 30_000;
const languagesNow = () => control.languages();

export function NewChannelForm() {
  const router = useRouter();
  const { value: languages, trouble: languagesTrouble } = usePolled(languagesNow, LOOK_EVERY_MS);
  const [protocol, setProtocol] = useState<'hls' | 'file'>('hls');
  const [url, setUrl] = useState('');
  const [name, setName] = useState('');
  const [chosenSource, setChosenSource] = useState<string | null>(null);
  const [chosenTargets, setChosenTargets] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const asked = useRef<{ body: string; key: string } | null>(null);
  const summary = useRef<HTMLDivElement>(null);

  const sourceLanguage = chosenSource ?? languages?.sources[0] ?? '';
  const possible = languages ? targetsOf(languages, sourceLanguage) : [];
  const complaints: readonly Complaint[] = trouble?.kind === 'problem' ? trouble.complaints : [];

  useEffect(() => {
    if (trouble) {
      summary.current?.focus();
    }
  }, [trouble]);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const wish: NewSession = {
      ...(name.trim() ? { name: name.trim() } : {}),
      source: { protocol, url: url.trim() },
      sourceLanguage,
      targets: possible.filter((language) => chosenTargets.has(language)).map((language) => ({ language })),
    };
    // The same wish keeps its key: pressing twice, or again after an outage, makes one channel.
    const body = JSON.stringify(wish);
    if (asked.current?.body !== body) {
      asked.current = { body, key: newIdempotencyKey() };
    }
    setBusy(true);
    setTrouble(null);
    try {
      const session = await control.create(wish, asked.current.key);
      router.push(`/live?session=${encodeURIComponent(session.id)}`);
    } catch (thrown) {
      setTrouble(troubleOf(thrown));
      setBusy(false);
    }
  };

  return (
    <form className={`stack ${styles.form ?? ''}`} noValidate onSubmit={(event) => void submit(event)}>
      <h1>New channel</h1>
      {trouble && (
        <div role="alert" tabIndex={-1} ref={summary} className={styles.summary}>
          <p>
            <strong>The channel was not made.</strong>{' '}
            {complaints.length > 0 ? 'See what is marked below.' : trouble.message}
          </p>
          {complaintsElsewhere(complaints).map(({ field, detail }) => (
            <p key={field + detail}>{detail}</p>
          ))}
        </div>
      )}

      <fieldset className="stack">
        <legend>Source</legend>
        <div className={styles.choices} role="radiogroup" aria-label="Kind of source">
          <label className="choice">
            <input
              type="radio"
              name="protocol"
              checked={protocol === 'hls'}
              onChange={() => {
                setProtocol('hls');
              }}
            />
            Live stream (HLS)
          </label>
          <label className="choice">
            <input
              type="radio"
              name="protocol"
              checked={protocol === 'file'}
              onChange={() => {
                setProtocol('file');
              }}
            />
            File
          </label>
        </div>
        <Field
          id="url"
          label={protocol === 'hls' ? 'Address of the playlist' : 'Path of the file'}
          help={
            protocol === 'hls'
              ? 'http or https, usually ending in .m3u8. No user name or password in it.'
              : 'Below the folder that the bridge may read, for example news/evening.wav'
          }
          complaints={[...complaintsAt(complaints, 'source.url'), ...complaintsAt(complaints, 'source.protocol')]}
        >
          {(described) => (
            <input
              {...described}
              type="text"
              inputMode={protocol === 'hls' ? 'url' : 'text'}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              required
              dir="ltr"
              placeholder={protocol === 'hls' ? 'https://example.org/live/main.m3u8' : ''}
              value={url}
              onChange={(event) => {
                setUrl(event.target.value);
              }}
            />
          )}
        </Field>
        <Field
          id="name"
          label="Name"
          help="What people call the channel. Left empty, it is made from the source."
          complaints={complaintsAt(complaints, 'name')}
        >
          {(described) => (
            <input
              {...described}
              type="text"
              autoComplete="off"
              maxLength={120}
              value={name}
              onChange={(event) => {
                setName(event.target.value);
              }}
            />
          )}
        </Field>
      </fieldset>

      <fieldset className="stack">
        <legend>Languages</legend>
        {languagesTrouble && !languages && <p role="alert">{languagesTrouble.message}</p>}
        {!languages && !languagesTrouble && <p className="soft">Reading which languages are installed…</p>}
        {languages?.sources.length === 0 && (
          <p>
            No language pack is installed, so nothing can be heard yet. <code>./streamlation model ls</code> shows the
            packs.
          </p>
        )}
        {languages && languages.sources.length > 0 && (
          <>
            <Field
              id="source-language"
              label="Spoken language"
              help="As far as the installed packs hear it."
              complaints={complaintsAt(complaints, 'sourceLanguage')}
            >
              {(described) => (
                <select
                  {...described}
                  value={sourceLanguage}
                  onChange={(event) => {
                    setChosenSource(event.target.value);
                  }}
                >
                  {languages.sources.map((tag) => (
                    <option key={tag} value={tag}>
                      {languageName(tag)}
                    </option>
                  ))}
                  {languages.sources.length > 1 && !languages.sources.includes('auto') && (
                    <option value="auto">Detect it</option>
                  )}
                </select>
              )}
            </Field>
            <Field
              id="targets"
              label="Translate into"
              group
              help="None = captions in the spoken language only. This can be changed while on air."
              complaints={complaintsAt(complaints, 'targets')}
            >
              {() =>
                possible.length === 0 ? (
                  <p className="soft">No installed pack translates from {languageName(sourceLanguage)}.</p>
                ) : (
                  <ul className={styles.choices}>
                    {possible.map((tag) => (
                      <li key={tag}>
                        <label className="choice">
                          <input
                            type="checkbox"
                            checked={chosenTargets.has(tag)}
                            onChange={(event) => {
                              const next = new Set(chosenTargets);
                              if (event.target.checked) {
                                next.add(tag);
                              } else {
                                next.delete(tag);
                              }
                              setChosenTargets(next);
                            }}
                          />
                          {languageName(tag)}
                        </label>
                      </li>
                    ))}
                  </ul>
                )
              }
            </Field>
          </>
        )}
      </fieldset>

      <div>
        <button type="submit" className="primary" disabled={busy || !languages}>
          {busy ? 'Going on air…' : 'Go on air'}
        </button>
      </div>
    </form>
  );
}
