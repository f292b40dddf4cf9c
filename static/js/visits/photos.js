// Photos made small on the phone: at most 1600 pixels along their longer side, and without what cameras write into them.
"use strict";
(() => {
  const LONGEST = 1600;
  const LARGEST = 1024 * 1024;
  const QUALITIES = [0.82, 0.7, 0.55, 0.4];

  async function picture(file) {
    if (self.createImageBitmap) return createImageBitmap(file);
    const image = new Image();
    image.src = URL.createObjectURL(file);
    await image.decode();
    URL.revokeObjectURL(image.src);
    return image;
  }

  const drawn = (canvas, quality) => new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });

  // A JPEG of at most LARGEST bytes, or as near as it comes. Rejects what is no picture.
  async function shrink(file) {
    const image = await picture(file);
    const [width, height] = [image.naturalWidth || image.width, image.naturalHeight || image.height];
    const by = Math.min(1, LONGEST / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * by));
    canvas.height = Math.max(1, Math.round(height * by));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close?.();
    let blob = null;
    for (const quality of QUALITIES) {
      blob = await drawn(canvas, quality);
      if (blob && blob.size <= LARGEST) break;
    }
    if (!blob) throw new Error("canvas");
    return { name: `${file.name.replace(/\.[^.]*$/, "") || "photo"}.jpg`, blob };
  }

  self.fengqiaoPhotos = { shrink };
})();
