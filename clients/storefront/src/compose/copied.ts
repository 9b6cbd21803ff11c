import { getCopy, getReadableCopy } from "../api/me";

/** Hand the shopper a copy of all that is held of them: a page as a file on the web, text to paste in a mini program. */
export async function takeCopy(): Promise<"file" | "text"> {
  // #ifdef H5
  const page = await getReadableCopy();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  link.download = "my-data.html";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return "file";
  // #endif
  // #ifndef H5
  await uni.setClipboardData({ data: JSON.stringify(await getCopy(), null, 1), showToast: false });
  return "text";
  // #endif
}
