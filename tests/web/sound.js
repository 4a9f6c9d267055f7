// What is wrong with a page for somebody who sees badly, or on a telephone: contrast below WCAG AA, fields and
// buttons without a name, ids twice, no single heading, wider than the screen.
() => {
  const found = [];
  const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const part = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = (color) => 0.2126 * part(color[0]) + 0.7152 * part(color[1]) + 0.0722 * part(color[2]);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0.99) return color;
    }
    return [255, 255, 255];
  };
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const lights = [light(rgb(style.color)), light(behind(element))];
    const ratio = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) {
      found.push(`contrast ${ratio.toFixed(2)}: ${element.textContent.trim().slice(0, 40)}`);
    }
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!field.labels || !field.labels.length) found.push(`no label: ${field.name}`);
  }
  for (const one of document.querySelectorAll("a, button")) {
    if (!one.textContent.trim()) found.push(`no name: ${one.outerHTML.slice(0, 60)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  ids.filter((one, at) => ids.indexOf(one) !== at).forEach((one) => found.push(`id twice: ${one}`));
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  if (!document.documentElement.lang) found.push("no language");
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.push(`wider than ${innerWidth}: ${wide}`);
  return found;
}
