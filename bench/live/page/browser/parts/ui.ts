import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** What any part of the page can ask the whole of it for. */
export interface Ui {
  /** Opens the story of one order. */
  showOrder(lane: string, orderId: string): void;
  /** Shows what is said about one order in the communication log. */
  filterLog(orderId: string): void;
}

export const UiContext = createContext<Ui>({ showOrder: () => {}, filterLog: () => {} });
export const useUi = (): Ui => useContext(UiContext);
