import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { cardAt } from './cards.ts';
import { frameTimeAt, lastFrame, secondsOf, stepFrom, type FrameTime } from './position.ts';
import { openSource, type Source } from './source.ts';

/** What the player shows of its stage. */
export interface StageState {
  readonly playing: boolean;
  /** The frame on screen. */
  readonly at: FrameTime;
  /** At the end of a film that may still grow: new frames are shown as they come. */
  readonly following: boolean;
  readonly waiting: boolean;
  readonly failed: boolean;
}

/** Plays a film that grows while it plays. */
export interface Stage {
  /** Tells the newest film; it is taken over at a quiet moment, or at once where a seek or the end needs it. */
  offer(film: TimelineAnswer): void;
  play(): void;
  pause(): void;
  seek(at: FrameTime): void;
  step(frames: number): void;
  /** Goes to the newest frame and stays with it. */
  follow(): void;
  /** Against the film's own pace; cards stand no longer than at their own. */
  setSpeed(speed: number): void;
  close(): void;
}

interface Reel {
  readonly video: HTMLVideoElement;
  readonly film: TimelineAnswer;
  source?: Source;
}

const quietPlayingMs = 12_000;
const quietPausedMs = 3000;
const quietFollowingMs = 1000;
const retryMs = 4000;
const nearEndSec = 1.5;

/**
 * Two video elements take turns: the newer film is loaded and sought behind the one on screen and then replaces it, so
 * that nothing flickers however the engine reloads a playlist.
 */
export function createStage(container: HTMLElement, playlist: string, onChange: (state: StageState) => void): Stage {
  let shown: Reel | undefined;
  let coming: Reel | undefined;
  let newest: TimelineAnswer | undefined;
  let state: StageState = { playing: false, at: 0, following: false, waiting: true, failed: false };
  let speed = 1;
  let swappedAt = 0;
  let retryAt = 0;
  let closed = false;
  let request = 0;
  /** Where to go once the seek that is under way has shown its picture. */
  let wantedSec: number | undefined;

  const change = (next: Partial<StageState>) => {
    if (Object.entries(next).every(([key, value]) => state[key as keyof StageState] === value)) return;
    onChange((state = { ...state, ...next }));
  };

  function load(film: TimelineAnswer): void {
    if (coming || closed || performance.now() < retryAt) return;
    const reel: Reel = { video: newVideo(container), film };
    coming = reel;
    if (!shown) change({ waiting: true });
    const { video } = reel;
    const failed = () => {
      if (closed) return;
      retryAt = performance.now() + retryMs;
      change({ failed: true, waiting: false });
      drop(reel);
      if (coming === reel) coming = undefined;
      if (shown === reel) shown = undefined;
    };
    const ready = () => {
      if (coming !== reel || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.seeking) return;
      // The reader may have sought while this film was loading.
      const seconds = secondsOf(film, state.at);
      if (Math.abs(video.currentTime - seconds) > 1 / film.fps) video.currentTime = seconds;
      else takeOver(reel);
    };
    for (const name of ['loadeddata', 'seeked', 'canplay']) video.addEventListener(name, ready);
    openSource(video, `${playlist}?hash=${film.hash}`, secondsOf(film, state.at), failed).then((source) => {
      if (coming === reel || shown === reel) reel.source = source;
      else source.close();
    }, failed);
  }

  function takeOver(reel: Reel): void {
    const before = shown;
    shown = reel;
    coming = undefined;
    wantedSec = undefined;
    swappedAt = performance.now();
    listen(reel);
    reel.video.playbackRate = speed;
    reel.video.classList.add('on-screen');
    if (before) drop(before);
    change({ waiting: false, failed: false });
    if (state.playing) void reel.video.play().catch(() => change({ playing: false }));
  }

  function listen({ video }: Reel): void {
    video.addEventListener('waiting', () => change({ waiting: true }));
    for (const name of ['playing', 'seeked']) video.addEventListener(name, () => change({ waiting: false }));
    video.addEventListener('seeked', () => {
      if (shown?.video === video && wantedSec !== undefined) goTo(video, wantedSec);
    });
    video.addEventListener('ended', atEnd);
  }

  // A finger that drags asks faster than pictures come: each seek shows its picture before the next begins.
  function goTo(video: HTMLVideoElement, seconds: number): void {
    if (video.seeking) wantedSec = seconds;
    else {
      wantedSec = undefined;
      video.currentTime = seconds;
    }
  }

  /** The end is a place to wait for new frames, not a stop. */
  function atEnd(): void {
    if (newest && shown && newest.hash !== shown.film.hash) load(newest);
    else change({ playing: false, following: true, at: newest ? lastFrame(newest) : state.at });
  }

  function tick(): void {
    request = requestAnimationFrame(tick);
    if (newest && !shown) load(newest);
    if (!shown || !newest) return;
    const { video, film } = shown;
    if (state.playing) video.playbackRate = cardAt(film, state.at) ? Math.max(1, speed) : speed;
    if (state.playing && !video.seeking && wantedSec === undefined)
      change({ at: frameTimeAt(film, video.currentTime) });
    if (newest.hash === film.hash) return;
    const quietMs = state.following ? quietFollowingMs : state.playing ? quietPlayingMs : quietPausedMs;
    const nearEnd = state.playing && film.durationSec - video.currentTime < nearEndSec * speed;
    if (nearEnd || performance.now() - swappedAt > quietMs) load(newest);
  }
  request = requestAnimationFrame(tick);

  function seek(at: FrameTime): void {
    change({ at, following: false });
    if (!shown || !newest) return;
    if (at > lastFrame(shown.film) && newest.hash !== shown.film.hash) load(newest);
    else goTo(shown.video, secondsOf(shown.film, at));
  }

  return {
    offer(film) {
      const first = newest === undefined;
      newest = film;
      if (first) change({ at: state.at === 0 ? lastFrame(film) : state.at, following: true });
      // A follower sees what is new: playing on from where it waited.
      else if (state.following) change({ at: lastFrame(film) });
    },
    play() {
      if (newest && state.at >= lastFrame(newest)) seek(newest.days[0]?.at[0] ?? 0);
      change({ playing: true, following: false });
      void shown?.video.play().catch(() => change({ playing: false }));
    },
    pause() {
      change({ playing: false });
      shown?.video.pause();
    },
    seek,
    step(frames) {
      this.pause();
      if (newest) seek(stepFrom(newest, state.at, frames));
    },
    follow() {
      this.pause();
      if (newest) seek(lastFrame(newest));
      change({ following: true });
    },
    setSpeed(next) {
      speed = next;
      if (shown) shown.video.playbackRate = next;
    },
    close() {
      closed = true;
      cancelAnimationFrame(request);
      for (const reel of [shown, coming]) if (reel) drop(reel);
    },
  };
}

function newVideo(container: HTMLElement): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  video.tabIndex = -1;
  // The film has no sound and no words: the timeline beside it tells what it shows.
  video.setAttribute('aria-hidden', 'true');
  container.append(video);
  return video;
}

function drop({ video, source }: Reel): void {
  source?.close();
  video.pause();
  video.remove();
}
