// Reads a code with the camera, where the browser can.
export const canScan = () => "BarcodeDetector" in window && !!navigator.mediaDevices;

// Codes are plain letters and digits; what is escaped beyond them is shown as it stands, and the service refuses it with its reason.
const plain = (escaped) => escaped.replace(/%([2-7][0-9A-Fa-f])/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

// A link holds the code behind /r/, or as a parameter; anything else is the code itself.
export const codeIn = (text) => {
  const link = /\/r\/([^/?#]+)/.exec(text);
  if (link) {
    return plain(link[1]);
  }
  return (URL.canParse(text) ? new URL(text).searchParams.get("code") : null) ?? text;
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
