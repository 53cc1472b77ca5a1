import { errors, type types } from 'mediasoup';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../waitFor.ts';
import { EventRecord } from './EventRecord.ts';
import { audio, dtlsParameters, loopback, mediaCodecs } from './parameters.ts';

export function describeTransports(mediasoup: () => types.Index): void {
  let worker: types.Worker;
  let router: types.Router;
  beforeAll(async () => {
    worker = await mediasoup().createWorker({ logLevel: 'none' });
    router = await worker.createRouter({ mediaCodecs });
  });
  afterAll(() => worker.close());

  test('HZN-31: a WebRtcTransport has what a browser needs, and connects once', async () => {
    const seen: types.Transport[] = [];
    router.observer.once('newtransport', (transport) => seen.push(transport));
    const transport = await router.createWebRtcTransport({
      listenInfos: [loopback],
      enableSctp: true,
      appData: { of: 'somebody' },
    });
    expect(seen).toEqual([transport]);
    expect(transport.appData.of).toBe('somebody');
    expect([transport.type, transport.iceRole, transport.iceState]).toEqual(['webrtc', 'controlled', 'new']);
    expect([transport.dtlsState, transport.sctpState, transport.dtlsRemoteCert]).toEqual([
      'new',
      'new',
      undefined,
    ]);
    expect(transport.iceCandidates[0]).toMatchObject({ ip: '127.0.0.1', protocol: 'udp', type: 'host' });
    expect(transport.dtlsParameters.fingerprints.length).toBeGreaterThan(0);
    expect(transport.sctpParameters?.port).toBe(5000);
    const { password } = transport.iceParameters;
    expect((await transport.restartIce()).password).not.toBe(password);
    expect(transport.iceParameters.password).not.toBe(password);
    await expect(transport.connect({} as never)).rejects.toThrow(TypeError);
    await expect(
      transport.connect({
        dtlsParameters: { fingerprints: [{ algorithm: 'chicken', value: 'x' } as never] },
      }),
    ).rejects.toThrow(TypeError);
    await transport.connect({ dtlsParameters });
    expect(transport.dtlsParameters.role).toBe('server');
    await expect(transport.connect({ dtlsParameters })).rejects.toThrow(Error);
    await transport.setMaxIncomingBitrate(1_000_000);
    await transport.setMaxOutgoingBitrate(1_000_000);
    await transport.setMinOutgoingBitrate(100_000);
    await transport.enableTraceEvent(['bwe', 'chicken' as never]);
    expect((await transport.dump()).iceState).toBe('new');
    expect((await transport.getStats())[0]).toMatchObject({
      type: 'webrtc-transport',
      transportId: transport.id,
    });
    // What is handed out is a copy.
    transport.iceCandidates.length = 0;
    expect(transport.iceCandidates.length).toBeGreaterThan(0);
    transport.close();
    expect([transport.closed, transport.iceState, transport.dtlsState, transport.sctpState]).toEqual([
      true,
      'closed',
      'closed',
      'closed',
    ]);
    await waitUntil('the end there', async () => (await router.dump()).transportIds.length === 0);
  });

  test('HZN-31: transports refuse what mediasoup refuses, with its errors', async () => {
    await expect(router.createWebRtcTransport({} as never)).rejects.toThrow(TypeError);
    await expect(router.createWebRtcTransport({ listenIps: [123] } as never)).rejects.toThrow(TypeError);
    await expect(
      router.createWebRtcTransport({ listenInfos: [loopback], appData: 'nothing' } as never),
    ).rejects.toThrow(TypeError);
    await expect(
      router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: '1.2.3.4' }] }),
    ).rejects.toThrow(Error);
    await expect(router.createPlainTransport({} as never)).rejects.toThrow(TypeError);
    await expect(router.createPipeTransport({} as never)).rejects.toThrow(TypeError);
    await expect(
      router.createPipeTransport({ listenInfo: loopback, listenIp: '::1' } as never),
    ).rejects.toThrow(TypeError);
    await expect(router.createAudioLevelObserver({ maxEntries: 0 })).rejects.toThrow(TypeError);
    const direct = await router.createDirectTransport();
    await expect(direct.setMaxIncomingBitrate(1)).rejects.toThrow(errors.UnsupportedError);
    await expect(direct.setMaxOutgoingBitrate(1)).rejects.toThrow(errors.UnsupportedError);
    await expect(direct.setMinOutgoingBitrate(1)).rejects.toThrow(errors.UnsupportedError);
    await direct.connect();
    expect(() => direct.sendRtcp('text' as never)).toThrow(TypeError);
    direct.close();
    await expect(direct.dump()).rejects.toThrow(Error);
  });

  test('HZN-31: a PlainTransport tells its tuple, and a PipeTransport its keys', async () => {
    const plain = await router.createPlainTransport({
      listenInfo: loopback,
      rtcpMux: false,
      enableSrtp: true,
    });
    expect(plain.tuple).toMatchObject({ localIp: '127.0.0.1', protocol: 'udp' });
    expect(plain.rtcpTuple?.localPort).not.toBe(plain.tuple.localPort);
    expect(plain.srtpParameters?.cryptoSuite).toBe('AES_CM_128_HMAC_SHA1_80');
    const { srtpParameters } = plain;
    await plain.connect({ ip: '127.0.0.1', port: 9998, rtcpPort: 9999, srtpParameters });
    expect([plain.tuple.remotePort, plain.rtcpTuple?.remotePort]).toEqual([9998, 9999]);
    await expect(plain.connect({ ip: '127.0.0.1', port: 9998, rtcpPort: 9999 })).rejects.toThrow(Error);

    const pipe = await router.createPipeTransport({
      listenInfo: loopback,
      enableSrtp: true,
      enableSctp: true,
    });
    expect(pipe.srtpParameters?.keyBase64.length).toBeGreaterThan(32);
    expect(pipe.sctpParameters?.OS).toBeGreaterThan(0);
    await expect(pipe.connect({ ip: '127.0.0.1' } as never)).rejects.toThrow(Error);
    await pipe.connect({ ip: '127.0.0.1', port: 9997, srtpParameters: pipe.srtpParameters });
    expect(pipe.tuple.remotePort).toBe(9997);
    expect((await pipe.dump()).rtx).toBe(false);
    plain.close();
    pipe.close();
  });

  test('HZN-31: an AudioLevelObserver and an ActiveSpeakerObserver hear of their producers', async () => {
    const transport = await router.createDirectTransport();
    const producer = await transport.produce({ kind: 'audio', rtpParameters: audio(3331) });
    const levels = await router.createAudioLevelObserver({ interval: 100, appData: { a: 1 } });
    const speakers = await router.createActiveSpeakerObserver({ interval: 100 });
    expect([levels.type, speakers.type, levels.paused]).toEqual(['audiolevel', 'activespeaker', false]);
    const record = new EventRecord();
    record.watch('levels', levels, [
      'silence',
      ...['pause', 'resume', 'addproducer'].map((e) => `observer ${e}`),
    ]);
    await expect(levels.addProducer({ producerId: 'nobody' })).rejects.toThrow(errors.NotFoundError);
    await levels.addProducer({ producerId: producer.id });
    await levels.pause();
    expect(levels.paused).toBe(true);
    await levels.resume();
    await levels.removeProducer({ producerId: producer.id });
    expect(record.events.filter((event) => event !== 'levels silence')).toEqual([
      'levels observer addproducer',
      'levels observer pause',
      'levels observer resume',
    ]);
    levels.close();
    speakers.close();
    transport.close();
  });
}
