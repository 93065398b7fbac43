import { duration, languageName } from '@/components/words';
import type { Probe } from '@/lib/control/types';
import styles from './ProbeFindings.module.css';

/** What a bridge found in the source. */
export function ProbeFindings({ probe }: { probe: Probe }) {
  const [first, ...others] = probe.tracks;
  return (
    <section className={styles.found} aria-label="What the source holds" data-probe="found">
      <p>
        <strong>{kindOf(probe)}</strong> Looked at in {duration(probe.tookMs)}.
      </p>
      <dl>
        {first && (
          <div>
            <dt>Sound</dt>
            <dd>
              {track(first)}
              {others.length > 0 && `; ${others.length} more, not heard`}
            </dd>
          </div>
        )}
        {probe.segmentMs !== null && (
          <div>
            <dt>Segments</dt>
            <dd>{duration(probe.segmentMs)} long</dd>
          </div>
        )}
        {probe.renditions.length > 0 && (
          <div>
            <dt>Audio renditions</dt>
            <dd>
              <ul>
                {probe.renditions.map(({ name, language, heard }) => (
                  <li key={name + language}>
                    {name}
                    {language && `, ${languageName(language)}`}
                    {heard && <strong> – this one is heard</strong>}
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {probe.variants.length > 0 && (
          <div>
            <dt>Variants</dt>
            <dd>
              {probe.variants
                .map(({ bandwidthBps, resolution }) =>
                  [resolution, `${Math.round(bandwidthBps / 1000)} kbit/s`].filter(Boolean).join(' at '),
                )
                .join('; ')}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function kindOf({ live, lengthMs }: Probe): string {
  if (live) {
    return 'A live stream.';
  }
  return lengthMs === null ? 'A recording.' : `A recording of ${duration(lengthMs)}.`;
}

function track({ codec, sampleRateHz, channels, language }: Probe['tracks'][number]): string {
  return [
    codec.toUpperCase(),
    sampleRateHz > 0 ? `${sampleRateHz / 1000} kHz` : '',
    channels === 1 ? 'mono' : channels === 2 ? 'stereo' : channels > 0 ? `${channels} channels` : '',
    language ? languageName(language) : '',
  ]
    .filter(Boolean)
    .join(', ');
}
