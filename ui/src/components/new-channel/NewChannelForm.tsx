'use client';

import { useRouter } from 'next/navigation';
import type { SyntheticEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { TargetPicker } from '@/components/TargetPicker';
import type { Wish } from '@/components/targets';
import { asTargets, hasVoice, targetsOf } from '@/components/targets';
import { languageName } from '@/components/words';
import { control } from '@/lib/control/door';
import type { Complaint, Trouble } from '@/lib/control/trouble';
import { troubleOf } from '@/lib/control/trouble';
import type { NewSession, Probe } from '@/lib/control/types';
import { usePolled } from '@/lib/control/use-polled';
import { Field } from './Field';
import type { AudioChoice } from './form';
import { audioChoices, complaintsAt, complaintsElsewhere, linesOf, newIdempotencyKey } from './form';
import styles from './NewChannelForm.module.css';
import { ProbeFindings } from './ProbeFindings';

type Protocol = NewSession['source']['protocol'];

interface Kind {
  readonly label: string;
  /** Empty where the sender comes to us: there is no address to be given, and nothing to look at yet. */
  readonly where: string;
  readonly help: string;
  readonly example: string;
}

/** How each kind of source is named, and what says where it is. */
const KINDS: Readonly<Record<Protocol, Kind>> = {
  hls: {
    label: 'Live stream (HLS)',
    where: 'Address of the playlist',
    help: 'http or https, usually ending in .m3u8. No user name or password in it.',
    example: 'https://example.org/live/main.m3u8',
  },
  dash: {
    label: 'Live stream (DASH)',
    where: 'Address of the manifest',
    help: 'http or https, usually ending in .mpd. No user name or password in it.',
    example: 'https://example.org/live/main.mpd',
  },
  rtmp: {
    label: 'Live stream (RTMP)',
    where: 'Address of the stream',
    help: 'rtmp or rtmps: server, application, stream. No user name or password in it.',
    example: 'rtmp://live.example.org/app/stream',
  },
  srt: {
    label: 'Live stream (SRT)',
    where: 'Address that is called',
    help: 'srt with a port; streamid, passphrase and latency (ms) may follow.',
    example: 'srt://live.example.org:9000?streamid=main',
  },
  rtsp: {
    label: 'Live stream (RTSP)',
    where: 'Address of the stream',
    help: 'rtsp or rtsps. No user name or password in it.',
    example: 'rtsp://camera.example.org/main',
  },
  'http-audio': {
    label: 'Radio (Icecast, audio over HTTP)',
    where: 'Address of the stream itself',
    help: 'http or https, not the page or the .m3u that leads to it: MP3, AAC or Ogg without an end.',
    example: 'https://radio.example.org/live.mp3',
  },
  'rtmp-push': {
    label: 'Sent to us (RTMP)',
    where: '',
    help: 'Your encoder sends to us. Where to, and its stream key, are shown on the channel’s page.',
    example: '',
  },
  'srt-push': {
    label: 'Sent to us (SRT)',
    where: '',
    help: 'Your encoder calls us. Where, and its passphrase, are shown on the channel’s page.',
    example: '',
  },
  file: {
    label: 'File',
    where: 'Path of the file',
    help: 'Below the folder that the bridge may read, for example news/evening.wav',
    example: '',
  },
};

/** Whether we go to the source, and not it to us. */
function isPulled(protocol: Protocol): protocol is Exclude<Protocol, 'rtmp-push' | 'srt-push'> {
  return KINDS[protocol].where !== '';
}

const PROTOCOLS = Object.keys(KINDS) as Protocol[];
const LOOK_EVERY_MS = 30_000;
const languagesNow = () => control.languages();

/** What came of looking at a source. */
type Look =
  | { readonly kind: 'found'; readonly asked: string; readonly probe: Probe }
  | { readonly kind: 'trouble'; readonly asked: string; readonly trouble: Trouble };

/** What is wrong may pass by itself, or is not the source's; an address that is refused stays refused. */
function mayGoOn(trouble: Trouble): boolean {
  return trouble.kind === 'problem' && (trouble.code === 'source-not-there' || trouble.code === 'bridge-away');
}

export function NewChannelForm() {
  const router = useRouter();
  const { value: languages, trouble: languagesTrouble } = usePolled(languagesNow, LOOK_EVERY_MS);
  const [protocol, setProtocol] = useState<Protocol>('hls');
  const [url, setUrl] = useState('');
  const [backups, setBackups] = useState('');
  const [chosenTrack, setChosenTrack] = useState('');
  const [offered, setOffered] = useState<{ readonly at: string; readonly tracks: readonly AudioChoice[] } | null>(null);
  const [name, setName] = useState('');
  const [chosenSource, setChosenSource] = useState<string | null>(null);
  const [wishes, setWishes] = useState<readonly Wish[]>([]);
  const [busy, setBusy] = useState<'looking' | 'creating' | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [look, setLook] = useState<Look | null>(null);
  const sent = useRef<{ body: string; key: string } | null>(null);
  const summary = useRef<HTMLDivElement>(null);

  const sourceLanguage = chosenSource ?? languages?.sources[0] ?? '';
  const possible = languages ? targetsOf(languages, sourceLanguage) : [];
  const complaints: readonly Complaint[] = trouble?.kind === 'problem' ? trouble.complaints : [];
  const kind = KINDS[protocol];
  const place = `${protocol} ${url.trim()}`;
  // A choice is good for the source that offered it, and no other.
  const tracks = offered?.at === place ? offered.tracks : [];
  const audioTrack = tracks.some(({ id }) => id === chosenTrack) ? chosenTrack : '';
  const pushed = !isPulled(protocol);
  const source = { protocol, url: pushed ? '' : url.trim(), ...(audioTrack ? { audioTrack } : {}) };
  const backupUrls = protocol === 'file' || pushed ? [] : linesOf(backups);
  const asked = `${place} ${sourceLanguage} ${audioTrack}`;
  // A look is good for what was looked at, and no other source.
  const found = look?.asked === asked ? look : null;
  const lookProblem = found?.kind === 'trouble' ? found.trouble : null;
  const lookComplaints: readonly Complaint[] = lookProblem?.kind === 'problem' ? lookProblem.complaints : [];

  /** Asks a bridge what the source holds; whether there is anything against going on. */
  const probe = async (): Promise<boolean> => {
    if (!isPulled(protocol)) {
      return true; // nothing is there yet
    }
    setBusy('looking');
    setTrouble(null);
    try {
      const probed = await control.probe({ source: { ...source, protocol }, sourceLanguage });
      setLook({ kind: 'found', asked, probe: probed });
      setOffered({ at: place, tracks: audioChoices(probed) });
      return true;
    } catch (thrown) {
      setLook({ kind: 'trouble', asked, trouble: troubleOf(thrown) });
      return false;
    } finally {
      setBusy(null);
    }
  };

  useEffect(() => {
    if (trouble) {
      summary.current?.focus();
    }
  }, [trouble]);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (found?.kind === 'found' || (await probe())) {
      await create();
    }
  };

  const create = async () => {
    const wish: NewSession = {
      ...(name.trim() ? { name: name.trim() } : {}),
      source: { ...source, ...(backupUrls.length > 0 ? { backupUrls } : {}) },
      sourceLanguage,
      targets: asTargets(wishes.filter(({ language }) => possible.includes(language) || language === sourceLanguage)),
    };
    // The same wish keeps its key: pressing twice, or again after an outage, makes one channel.
    const body = JSON.stringify(wish);
    if (sent.current?.body !== body) {
      sent.current = { body, key: newIdempotencyKey() };
    }
    setBusy('creating');
    setTrouble(null);
    try {
      const session = await control.create(wish, sent.current.key);
      router.push(`/live?session=${encodeURIComponent(session.id)}`);
    } catch (thrown) {
      setTrouble(troubleOf(thrown));
      setBusy(null);
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
          {PROTOCOLS.map((each) => (
            <label key={each} className="choice">
              <input
                type="radio"
                name="protocol"
                checked={protocol === each}
                onChange={() => {
                  setProtocol(each);
                }}
              />
              {KINDS[each].label}
            </label>
          ))}
        </div>
        {pushed ? (
          <p className="soft">{kind.help}</p>
        ) : (
          <>
            <Field
              id="url"
              label={kind.where}
              help={kind.help}
              complaints={[
                ...complaintsAt([...complaints, ...lookComplaints], 'source.url'),
                ...complaintsAt([...complaints, ...lookComplaints], 'source.protocol'),
              ]}
            >
              {(described) => (
                <input
                  {...described}
                  type="text"
                  inputMode={protocol === 'file' ? 'text' : 'url'}
                  autoComplete="off"
                  autoCapitalize="off"
                  spellCheck={false}
                  required
                  dir="ltr"
                  placeholder={kind.example}
                  value={url}
                  onChange={(event) => {
                    setUrl(event.target.value);
                  }}
                />
              )}
            </Field>
            <div className="buttons">
              <button
                type="button"
                disabled={busy !== null || !languages || source.url === ''}
                onClick={() => void probe()}
              >
                {busy === 'looking' ? 'Looking at it…' : 'Look at the source'}
              </button>
            </div>
          </>
        )}
        <div role="status" className={styles.look}>
          {busy === 'looking' && <p className="soft">A bridge looks at it; that takes up to ten seconds.</p>}
          {found?.kind === 'found' && <ProbeFindings probe={found.probe} />}
          {lookProblem && (
            <div className={styles.summary} data-probe="trouble">
              <p>
                <strong>The source could not be accepted.</strong>{' '}
                {lookComplaints.length > 0 ? 'See what is marked above.' : lookProblem.message}
              </p>
              {mayGoOn(lookProblem) && (
                <p>
                  If it is not on air yet: the channel can be made all the same, and waits for it.{' '}
                  <button type="button" className="small" disabled={busy !== null} onClick={() => void create()}>
                    Make it anyway
                  </button>
                </p>
              )}
            </div>
          )}
        </div>
        {tracks.length > 0 && (
          <Field
            id="audio-track"
            label="Sound"
            help="The source holds several. After another choice it is looked at again."
            complaints={complaintsAt([...complaints, ...lookComplaints], 'source.audioTrack')}
          >
            {(described) => (
              <select
                {...described}
                value={audioTrack}
                onChange={(event) => {
                  setChosenTrack(event.target.value);
                }}
              >
                <option value="">The one in the spoken language</option>
                {tracks.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {protocol !== 'file' && !pushed && (
          <Field
            id="backups"
            label="Backup addresses"
            help="The same programme from elsewhere, one address in a line: tried in this order when the source is dead."
            complaints={complaintsAt(complaints, 'source.backupUrls')}
          >
            {(described) => (
              <textarea
                {...described}
                rows={2}
                spellCheck={false}
                value={backups}
                onChange={(event) => {
                  setBackups(event.target.value);
                }}
              />
            )}
          </Field>
        )}
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
                possible.length === 0 && !hasVoice(languages, sourceLanguage) ? (
                  <p className="soft">No installed pack translates from {languageName(sourceLanguage)}.</p>
                ) : (
                  <TargetPicker
                    languages={languages}
                    sourceLanguage={sourceLanguage}
                    offered={possible}
                    wishes={wishes}
                    onChange={setWishes}
                  />
                )
              }
            </Field>
          </>
        )}
      </fieldset>

      <div>
        <button type="submit" className="primary" disabled={busy !== null || !languages}>
          {busy === 'creating' ? 'Going on air…' : busy === 'looking' ? 'Looking at the source…' : 'Go on air'}
        </button>
      </div>
    </form>
  );
}
