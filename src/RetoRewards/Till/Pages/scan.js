// Reads a code with the camera, where the browser can.
export const canScan = () => "BarcodeDetector" in window && !!navigator.mediaDevices;

// A link holds the code behind /r/, or as a parameter; anything else is the code itself.
export const codeIn = (text) => {
  const link = /\/r\/([^/?#]+)/.exec(text);
  if (link) {
    return decodeURIComponent(link[1]);
  }
  try {
    return new URL(text).searchParams.get("code") ?? text;
  } catch {
    return text;
  }
};

export const scan = async (video) => {
  const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  video.srcObject = camera;
  video.hidden = false;
  try {
    await video.play();
    for (let look = 0; look < 300; look++) {
      const [found] = await detector.detect(video);
      if (found) {
        return codeIn(found.rawValue);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return null;
  } finally {
    camera.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    video.hidden = true;
  }
};
