/** The lab's token: from the address that the terminal printed, kept for reloads of this tab, and taken out of the address. */
function takeToken(): string | null {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return sessionStorage.getItem('token');
  sessionStorage.setItem('token', given);
  history.replaceState(null, '', location.pathname);
  return given;
}

export const token: string | null = takeToken();
