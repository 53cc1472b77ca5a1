export const stage = {
  options: 'Options for {name}',
  pin: 'Pin for me',
  unpin: 'Unpin',
  pages: 'Pages of people',
  page: '{page} of {pages}',
  previousPage: 'Previous page',
  nextPage: 'Next page',
};
