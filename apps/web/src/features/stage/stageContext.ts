import { createContext, use } from 'react';

/** The element in which menus of tiles stand: a tile itself would cut them off. */
const StageContext = createContext<HTMLElement | null>(null);

export const StageProvider = StageContext.Provider;

export const useStageElement = (): HTMLElement | null => use(StageContext);
