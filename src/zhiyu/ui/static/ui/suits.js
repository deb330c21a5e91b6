/** Whether a file is of what `accept` names: an ending, a kind (image/*) or a type; anything suits where it names none.
 *  Whether a file of a type that the browser does not know is of a kind, only the server can tell. */
export function suits({ name, type }, accept) {
  const wanted = accept.toLowerCase().split(",").map((one) => one.trim()).filter(Boolean);
  const known = type && type !== "application/octet-stream";
  const isOf = (one) => {
    if (one.startsWith(".")) return name.toLowerCase().endsWith(one);
    if (one.endsWith("/*")) return !known || type.startsWith(one.slice(0, -1));
    return type === one;
  };
  return !wanted.length || wanted.some(isOf);
}
