export const lobby = {
  title: 'Ready to join?',
  subtitle: 'Check how you look and sound first.',
  name: 'Your name',
  namePlaceholder: 'How others will see you',
  nameEmpty: 'Type your name to join.',
  nameTooLong: 'Use at most 60 characters.',
  nameControl: 'This name contains characters that cannot be shown.',
  join: 'Join now',
  ask: 'Ask to join',
  askHint: 'A host has to let you in.',
  joining: 'Joining',
  preview: 'Camera preview',
  cameraOff: 'Your camera is off',
  cameraStarting: 'Starting your camera. If your browser asks, allow it.',
  camera: 'Camera',
  microphone: 'Microphone',
  speaker: 'Speaker',
  level: 'Microphone level',
  noCameras: 'No camera found',
  noMicrophones: 'No microphone found',
  cameraBlocked: 'Camera blocked',
  microphoneBlocked: 'Microphone blocked',
  systemDefault: 'System default',
  unnamedDevice: 'Device {number}',
  occupiedTitle: 'You are already here in another tab',
  occupied: 'Bring the meeting to this tab, or join a second time under the name above.',
  switchTab: 'Switch to this tab',
  joinAsAnother: 'Join as another person',
  checkConnection: 'Check connection',
  shareHint: 'Send this link to the people you want to meet.',
  problems: {
    cameraDenied:
      'Your browser blocks the camera. Allow it in the address bar to be seen. You can join without it.',
    cameraMissing: 'No camera was found. Plug one in to be seen. You can join without it.',
    cameraBusy: 'Another program is using your camera. Close it and try again. You can join without it.',
    cameraUnknown: 'Your camera did not start. Try again or choose another one. You can join without it.',
    microphoneDenied:
      'Your browser blocks the microphone. Allow it in the address bar to be heard. You can join without it.',
    microphoneMissing: 'No microphone was found. Plug one in to be heard. You can join without it.',
    microphoneBusy:
      'Another program is using your microphone. Close it and try again. You can join without it.',
    microphoneUnknown:
      'Your microphone did not start. Try again or choose another one. You can join without it.',
    cameraWithdrawn: 'Your browser has taken the camera back. Allow it again in the address bar to be seen.',
    microphoneWithdrawn:
      'Your browser has taken the microphone back. Allow it again in the address bar to be heard.',
    bothDenied:
      'Your browser blocks the camera and microphone. Allow them in the address bar to be seen and heard. You can join without them.',
    bothMissing:
      'No camera or microphone was found. Plug them in to be seen and heard. You can join without them.',
    loopback:
      'Firefox sends no video or sound to a Convene that runs for this machine only. Start it with <code>npm start -- --host</code> and this machine’s address, or open this page in another browser.',
    insecure:
      'Browsers give no camera or microphone to a page without HTTPS. Open this meeting over https:// or on localhost. You can join to watch and listen.',
  },
};
