export const devices = {
  level: 'Microphone level',
  speakerTest: {
    play: 'Play test sound',
    playing: 'Playing',
    hint: 'You should hear three notes, from left to right.',
    failed: 'This speaker could not be used. Choose another one.',
  },
  voiceTest: {
    record: 'Record a test',
    again: 'Record again',
    stop: 'Stop',
    recording: 'Speak now. {seconds, plural, one {# second} other {# seconds}} left.',
    play: 'Play',
    playing: 'This is how others hear you.',
    ready: 'Your recording stays in this browser. It is gone when you close this.',
    hint: 'Record five seconds and hear how you sound to others.',
    failed: 'Nothing could be recorded. Check your microphone.',
  },
  talkingWhileMuted: 'You are muted. Nobody hears you.',
  pushToTalkHint: 'Hold Space to speak.',
  silent: 'We hear nothing from your microphone. It may be switched off, or muted by your system.',
  openSettings: 'Check it',
  dismiss: 'Dismiss',
  heldToTalk: 'You are heard while you hold Space',
  fellBack: {
    camera: 'Your camera was unplugged. Now in use: {label}',
    microphone: 'Your microphone was unplugged. Now in use: {label}',
    speaker: 'Your speaker was unplugged. Sound now comes from your system’s speaker.',
  },
  cameBack: {
    camera: 'Your camera is back: {label}',
    microphone: 'Your microphone is back: {label}',
    speaker: 'Your speaker is back: {label}',
  },
  plugged: {
    camera: 'Camera in use: {label}',
    microphone: 'Microphone in use: {label}',
    speaker: 'Speaker in use: {label}',
  },
  defaultChanged: {
    camera: 'Camera in use: {label}',
    microphone: 'Your system changed the microphone. Now in use: {label}',
    speaker: 'Speaker in use: {label}',
  },
  lost: {
    camera: 'Your camera was unplugged. Others no longer see you.',
    microphone: 'Your microphone was unplugged. Others no longer hear you.',
  },
  switchFailed: {
    busy: '{label} is used by another program. You keep the one you had.',
    other: '{label} did not start. You keep the one you had.',
  },
  processorFailed: {
    camera: 'Background blur stopped. Others see your camera as it is.',
    microphone: 'Noise suppression stopped. Others hear your microphone as it is.',
  },
  joinWithout: 'You can join all the same.',
  howToAllow:
    '{browser, select, firefox {Click the crossed-out icon in the address bar to change that.} safari {Choose Safari › Settings for This Website to change that.} ios {Tap the page menu beside the address, then Website Settings.} android {Tap the icon beside the address, then Permissions.} other {Click the icon left of the address to change that.}}',
  problems: {
    cameraDenied: 'Your browser blocks the camera. {how}',
    cameraWithdrawn: 'Your browser has taken the camera back. {how}',
    cameraMissing: 'No camera was found. Plug one in to be seen.',
    cameraBusy: 'Another program is using your camera. Close it, or choose another camera.',
    cameraUnknown: 'Your camera did not start. Unplug it and plug it in again, or choose another one.',
    microphoneDenied: 'Your browser blocks the microphone. {how}',
    microphoneWithdrawn: 'Your browser has taken the microphone back. {how}',
    microphoneMissing: 'No microphone was found. Plug one in to be heard.',
    microphoneBusy: 'Another program is using your microphone. Close it, or choose another microphone.',
    microphoneUnknown:
      'Your microphone did not start. Unplug it and plug it in again, or choose another one.',
    bothDenied: 'Your browser blocks the camera and microphone. {how}',
    bothMissing: 'No camera or microphone was found. Plug them in to be seen and heard.',
    insecure:
      'Browsers give no camera or microphone to a page without HTTPS. Open this meeting over https:// or on localhost.',
  },
};
