// "Save this picture": paints the receipt on a canvas. Some phone browsers cannot download, so the picture is shown too.
"use strict";
(() => {
  const WIDTH = 720;
  const FONTS = '"PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

  function write(pen, text, size, y, weight = 400, colour = "#16211c") {
    pen.font = `${weight} ${size}px ${FONTS}`;
    pen.fillStyle = colour;
    pen.fillText(text, WIDTH / 2, y, WIDTH - 80);
  }

  function paint(card) {
    const { receipt, squares, title, address, answer } = card.dataset;
    const [across, bits] = squares.split(":");
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = 920;
    const pen = canvas.getContext("2d");
    pen.textAlign = "center";
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, WIDTH, 920);
    pen.fillStyle = "#10352a";
    pen.fillRect(0, 0, WIDTH, 110);
    write(pen, title, 34, 68, 700, "#fff");
    write(pen, receipt, 52, 210, 700, "#16463a");
    if (answer) write(pen, answer, 28, 270, 600);
    const side = Math.floor(480 / across);
    const left = (WIDTH - side * across) / 2;
    pen.fillStyle = "#000";
    [...bits].forEach((bit, at) => {
      if (bit === "1") pen.fillRect(left + (at % across) * side, 320 + Math.floor(at / across) * side, side, side);
    });
    write(pen, address, 22, 870, 400, "#45534c");
    return canvas;
  }

  document.addEventListener("click", (event) => {
    const card = event.target.closest("[data-save-receipt]")?.closest("[data-receipt]");
    if (!card) return;
    event.preventDefault(); // without this script it is a link to a picture drawn by the server
    paint(card).toBlob((blob) => {
      const url = URL.createObjectURL(blob);
      const place = card.querySelector("[data-receipt-picture]");
      const image = new Image();
      image.src = url;
      image.alt = place.dataset.alt;
      const hint = document.createElement("p");
      hint.textContent = place.dataset.hint;
      place.replaceChildren(image, hint);
      place.hidden = false;
      const link = document.createElement("a");
      link.href = url;
      link.download = `${card.dataset.receipt}.png`;
      link.click();
    });
  });
})();
