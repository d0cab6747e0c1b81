// Draws charts by ECharts, with only the parts that the pages use.
//
// As SVG: text stays sharp when printed and follows forced colours, and neither needs a style in the page.
import { BarChart, LineChart, SankeyChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([
  BarChart,
  LineChart,
  SankeyChart,
  AriaComponent,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

// A tooltip of HTML would carry styles in attributes, which the pages' policy forbids; this one is drawn.
const DRAWN_TOOLTIP = { renderMode: 'richText', confine: true };

// The chart of an option in an element that has a size; it follows that size, and does not move for a reader who
// wants less motion.
export function drawn(element, option) {
  const chart = init(element, null, { renderer: 'svg' });
  chart.setOption({
    ...option,
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    tooltip: option.tooltip && { ...option.tooltip, ...DRAWN_TOOLTIP },
  });
  new ResizeObserver(() => chart.resize()).observe(element);
  return chart;
}
