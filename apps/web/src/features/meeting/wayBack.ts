/** How one comes to a meeting: through its lobby, straight to a seat, or to a seat that another tab has. */
export type WayBack = 'lobby' | 'seat' | 'takeOver';
