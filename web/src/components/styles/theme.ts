import { createTheme, InputWrapper, type MantineColorsTuple, Modal, NumberInput, PasswordInput, Select, Textarea, TextInput, Tooltip } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e7f4f4', '#d0e7e8', '#a4d1d4', '#74b9be', '#4fa5ac', '#37959d', '#1f7f88', '#0f6670', '#0b5059', '#073a41',
];
const signal: MantineColorsTuple = [
  '#fff0ee', '#fbdcd8', '#f4b5ad', '#ee8b7f', '#e86a5a', '#dd4f3e', '#c93a2b', '#b02d20', '#8f2218', '#6b170f',
];
const leaf: MantineColorsTuple = [
  '#e8f7ee', '#d2ecdd', '#a5d9bb', '#75c597', '#4fb47a', '#36a566', '#1f8a50', '#13733f', '#0d5a31', '#084224',
];
const honey: MantineColorsTuple = [
  '#fff6e4', '#fbe9c6', '#f6d38d', '#f1bc50', '#eda924', '#cf8a0c', '#a96e05', '#8a5803', '#6c4402', '#4d3001',
];

/** Mantine's greys of the dark theme, in the tint of the house. */
const dark: MantineColorsTuple = [
  '#d3dfdf', '#b9cacb', '#94abad', '#5f7a7d', '#3a5257', '#2b4146', '#17282c', '#122023', '#0e191c', '#0a1214',
];

const ORDER = ['label', 'input', 'description', 'error'] as const;

/** `close` is the label of every window's close button. */
export const createAppTheme = (close: string) => createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { petrol, signal, leaf, honey, dark },
  fontFamily: "'IBM Plex Sans Variable', 'Segoe UI', system-ui, sans-serif",
  headings: { fontFamily: "'IBM Plex Sans Variable', 'Segoe UI', system-ui, sans-serif", fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.84rem', md: '0.94rem', lg: '1.06rem', xl: '1.25rem' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '12px', xl: '20px' },
  cursorType: 'pointer',
  components: {
    InputWrapper: InputWrapper.extend({ defaultProps: { inputWrapperOrder: [...ORDER] } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'sm', hideControls: true } }),
    Select: Select.extend({ defaultProps: { size: 'sm', allowDeselect: false, comboboxProps: { shadow: 'md' } } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 }, closeButtonProps: { 'aria-label': close } },
      styles: { title: { fontWeight: 600, fontSize: '1.05rem' } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, events: { hover: true, focus: true, touch: false } } }),
  },
});
