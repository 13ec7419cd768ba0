/** A playlist that a video element plays. */
export interface Source {
  /** Stops loading and frees the element. */
  close(): void;
}

/**
 * Lets a video play an HLS playlist from a position: by itself where the browser can, else through hls.js, which is loaded
 * only then. `onFailure` is called once where it cannot go on.
 */
export async function openSource(
  video: HTMLVideoElement,
  playlist: string,
  startSec: number,
  onFailure: () => void,
): Promise<Source> {
  if (!('MediaSource' in window) && video.canPlayType('application/vnd.apple.mpegurl') !== '') {
    return openNative(video, playlist, startSec, onFailure);
  }
  const { default: Hls } = await import('hls.js/light');
  const hls = new Hls({
    // The content security policy allows no worker from a blob; films are small enough for the main thread.
    enableWorker: false,
    startPosition: startSec,
    maxBufferLength: 20,
    backBufferLength: 60,
    // A day is a fraction of a second long: a slow first day must not start the season elsewhere.
    nudgeOnVideoHole: true,
  });
  hls.on(Hls.Events.ERROR, (_name, { fatal }) => {
    if (fatal) onFailure();
  });
  hls.loadSource(playlist);
  hls.attachMedia(video);
  return { close: () => hls.destroy() };
}

function openNative(video: HTMLVideoElement, playlist: string, startSec: number, onFailure: () => void): Source {
  const seek = () => void (video.currentTime = startSec);
  video.addEventListener('loadedmetadata', seek, { once: true });
  video.addEventListener('error', onFailure, { once: true });
  video.src = playlist;
  return {
    close() {
      video.removeEventListener('loadedmetadata', seek);
      video.removeEventListener('error', onFailure);
      video.removeAttribute('src');
      video.load();
    },
  };
}
